//! Reading a trace file that anybody may have made: what is not as it should be is left out and told, and nothing of it
//! takes more memory or time than a trace of a long run does.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use base64::Engine as _;
use serde::Serialize;
use serde_json::Value;
use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};

use super::entry::{EVENTS, FORMAT, HEAD, Head, Line, RESOURCES};

/// Of everything that is read, unpacked.
const LIMIT: u64 = 512 << 20;
/// Of one part of the file.
const PART: u64 = 64 << 20;
const FILES: usize = 100_000;
const LINES: usize = 500_000;
/// Pictures are small; a large one would only take the viewer's memory.
const PIXELS: u64 = 4096 * 4096;

/// A trace as the viewer gets it.
#[derive(Debug, Serialize)]
pub struct Trace {
    pub name: String,
    pub head: Head,
    /// In order of time.
    pub lines: Vec<Value>,
    /// Pictures as base64, sources as text.
    pub pictures: BTreeMap<String, String>,
    pub sources: BTreeMap<String, String>,
    /// What is not there, in words.
    pub missing: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    #[error("cannot read the trace {file}: {reason}")]
    Read { file: String, reason: String },
    #[error("{file} is no trace: {reason}; `sampan test --trace on` and `sampan run --trace FILE` write one")]
    NoTrace { file: String, reason: String },
    #[error(
        "{file} has the format {format} and this Sampan reads {FORMAT}: use the version that wrote it ({version})"
    )]
    Format { file: String, format: u32, version: String },
}

pub fn read(path: &Path) -> Result<Trace, TraceError> {
    let file = path.display().to_string();
    let io = |error: std::io::Error| TraceError::Read { file: file.clone(), reason: error.to_string() };
    let mut source = BufReader::new(File::open(path).map_err(io)?);
    let mut start = [0; 4];
    let is_zip = source.read_exact(&mut start).is_ok() && start == *b"PK\x03\x04";
    if !is_zip {
        return Err(TraceError::NoTrace { file, reason: "it is no zip file".to_owned() });
    }
    source.seek(SeekFrom::Start(0)).map_err(io)?;
    let mut reading = Reading::default();
    if let Ok(mut archive) = ZipArchive::new(&mut source) {
        reading.archive(&mut archive);
    } else {
        reading.missing.push("the file is cut off: what was written last is not in it".to_owned());
        source.seek(SeekFrom::Start(0)).map_err(io)?;
        reading.stream(&mut source);
    }
    let Some(head) = reading.head.take() else {
        return Err(TraceError::NoTrace {
            file,
            reason: format!("there is no {HEAD} in it that can be read"),
        });
    };
    if head.format != FORMAT {
        return Err(TraceError::Format { file, format: head.format, version: head.version });
    }
    let name = path.file_name().map_or(file, |name| name.to_string_lossy().into_owned());
    Ok(reading.trace(name, head))
}

#[derive(Default)]
struct Reading {
    head: Option<Head>,
    parts: BTreeMap<String, Vec<u8>>,
    pictures: BTreeMap<String, String>,
    sources: BTreeMap<String, String>,
    missing: Vec<String>,
    bytes: u64,
    full: bool,
    /// Files and pictures that were left out.
    foreign: usize,
    damaged: usize,
}

impl Reading {
    fn archive(&mut self, archive: &mut ZipArchive<impl Read + Seek>) {
        if archive.len() > FILES {
            self.missing.push(format!("of the {} files in it, {FILES} were looked at", archive.len()));
        }
        for index in 0..archive.len().min(FILES) {
            match archive.by_index(index) {
                Ok(mut entry) => self.entry(&mut entry),
                Err(_) => self.damaged += 1,
            }
            if self.full {
                return;
            }
        }
    }

    /// Without the table at the end: entry by entry, as far as they go.
    fn stream(&mut self, source: &mut impl Read) {
        for _ in 0..FILES {
            match read_zipfile_from_stream(source) {
                Ok(Some(mut entry)) => self.entry(&mut entry),
                Ok(None) | Err(_) => return,
            }
            if self.full {
                return;
            }
        }
    }

    fn entry(&mut self, entry: &mut ZipFile<'_, impl Read>) {
        let name = entry.name().to_owned();
        let Some(kind) = kind_of(&name) else {
            self.foreign += 1;
            return;
        };
        let left = LIMIT.saturating_sub(self.bytes).min(PART);
        let mut bytes = Vec::new();
        // What the file says of its sizes is not believed.
        let whole = entry.take(left + 1).read_to_end(&mut bytes);
        self.bytes += bytes.len() as u64;
        if bytes.len() as u64 > left {
            self.full = true;
            self.missing.push(format!(
                "{name} is larger than a trace may be ({} MB in all): the rest of the file was not read",
                LIMIT >> 20
            ));
            return;
        }
        if whole.is_err() {
            self.damaged += 1;
            // Of entries, the lines that are there still say something.
            if kind != Kind::Events {
                return;
            }
        }
        self.keep(kind, name, bytes);
    }

    fn keep(&mut self, kind: Kind, name: String, bytes: Vec<u8>) {
        let resource = || name.trim_start_matches(RESOURCES).to_owned();
        match kind {
            Kind::Head => self.head = serde_json::from_slice(&bytes).ok(),
            Kind::Events => drop(self.parts.insert(name, bytes)),
            Kind::Picture if is_small_jpeg(&bytes) => {
                let text = base64::engine::general_purpose::STANDARD.encode(bytes);
                self.pictures.insert(resource(), text);
            }
            Kind::Picture => self.damaged += 1,
            Kind::Source => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                self.sources.insert(resource(), text);
            }
        }
    }

    fn trace(mut self, name: String, head: Head) -> Trace {
        let mut lines = Vec::new();
        let mut unread = 0_usize;
        let texts = self.parts.values().flat_map(|part| part.split(|byte| *byte == b'\n'));
        for text in texts.filter(|text| !text.is_empty()) {
            // Only what is a line of ours: the viewer relies on it.
            match serde_json::from_slice::<Line>(text) {
                Ok(line) if line.at.is_finite() && lines.len() < LINES => lines.push(line),
                _ => unread += 1,
            }
        }
        lines.sort_by(|a, b| a.at.total_cmp(&b.at));
        if unread > 0 {
            self.missing.push(format!("lines that cannot be read, or are too many: {unread}"));
        }
        if self.damaged > 0 {
            self.missing.push(format!("damaged parts and pictures: {}", self.damaged));
        }
        if self.foreign > 0 {
            self.missing.push(format!("files of no trace, which were not looked at: {}", self.foreign));
        }
        let is_ended = lines.iter().any(|line| matches!(line.entry, super::Entry::End { .. }));
        if !is_ended && self.missing.is_empty() {
            self.missing.push("the run did not come to its end, or was killed".to_owned());
        }
        let lines = lines.into_iter().filter_map(|line| serde_json::to_value(line).ok()).collect();
        let (pictures, sources, missing) = (self.pictures, self.sources, self.missing);
        Trace { name, head, lines, pictures, sources, missing }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Head,
    Events,
    Picture,
    Source,
}

/// Nothing but these is in a trace; so no name of a file is ever used as a path.
fn kind_of(name: &str) -> Option<Kind> {
    let all = |text: &str, is: fn(u8) -> bool| !text.is_empty() && text.bytes().all(is);
    let numbered =
        |text: &str| text.strip_suffix(".jsonl").is_some_and(|text| all(text, |c| c.is_ascii_digit()));
    let hash = |text: &str| text.len() == 64 && all(text, |c| c.is_ascii_hexdigit());
    if name == HEAD {
        return Some(Kind::Head);
    }
    if let Some(part) = name.strip_prefix(EVENTS) {
        return numbered(part).then_some(Kind::Events);
    }
    match name.strip_prefix(RESOURCES)?.split_once('.')? {
        (name, "jpeg") if hash(name) => Some(Kind::Picture),
        (name, "txt") if hash(name) => Some(Kind::Source),
        _ => None,
    }
}

/// Only the header is read.
fn is_small_jpeg(bytes: &[u8]) -> bool {
    let reader = image::ImageReader::with_format(std::io::Cursor::new(bytes), image::ImageFormat::Jpeg);
    reader.into_dimensions().is_ok_and(|(width, height)| u64::from(width) * u64::from(height) <= PIXELS)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::PathBuf;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    const HASH: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

    struct Made {
        folder: tempfile::TempDir,
        zip: ZipWriter<File>,
    }

    impl Made {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let zip = ZipWriter::new(File::create(folder.path().join("trace.zip")).unwrap());
            Self { folder, zip }.with(HEAD, br#"{"format":1,"version":"0.1.0","title":"t","started":0}"#)
        }

        fn with(mut self, name: &str, bytes: &[u8]) -> Self {
            let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            self.zip.start_file(name, packed).unwrap();
            self.zip.write_all(bytes).unwrap();
            self
        }

        fn finish(self) -> (tempfile::TempDir, PathBuf) {
            self.zip.finish().unwrap();
            let file = self.folder.path().join("trace.zip");
            (self.folder, file)
        }
    }

    const NOTICE: &str = r#"{"at":1.5,"kind":"event","event":{"type":"notice","text":"hello"}}"#;
    const END: &str = r#"{"at":2,"kind":"end","status":"passed"}"#;

    #[test]
    fn lines_come_in_order_of_time_and_a_whole_trace_misses_nothing() {
        let (_folder, file) =
            Made::new().with("events/000001.jsonl", format!("{END}\n{NOTICE}\n").as_bytes()).finish();
        let trace = read(&file).unwrap();
        assert_eq!(trace.missing, Vec::<String>::new());
        assert_eq!(trace.lines[0]["event"]["text"], "hello");
        assert_eq!(trace.lines[1]["status"], "passed");
    }

    #[test]
    fn what_is_no_line_or_none_of_a_trace_is_left_out_and_told() {
        let lines = format!("{NOTICE}\n{{\"at\":1,\"kind\":\"script\"}}\nnot json\n{END}");
        let (_folder, file) = Made::new()
            .with("events/000001.jsonl", lines.as_bytes())
            .with("../../etc/passwd", b"root")
            .with("resources/../../x.txt", b"x")
            .with(&format!("{RESOURCES}{HASH}.jpeg"), b"<svg onload=alert(1)>")
            .finish();
        let trace = read(&file).unwrap();
        assert_eq!(trace.lines.len(), 2);
        assert!(trace.pictures.is_empty() && trace.sources.is_empty());
        let told = trace.missing.join("; ");
        for what in ["or are too many: 2", "damaged parts and pictures: 1", "not looked at: 2"] {
            assert!(told.contains(what), "{told}");
        }
    }

    #[test]
    fn a_file_that_is_cut_off_gives_what_was_whole() {
        let (folder, file) = Made::new()
            .with("events/000001.jsonl", NOTICE.as_bytes())
            .with("events/000002.jsonl", END.repeat(50).as_bytes())
            .finish();
        let whole = std::fs::read(&file).unwrap();
        let mut seen = Vec::new();
        for length in (0..whole.len()).step_by(7) {
            let cut = folder.path().join("cut.zip");
            std::fs::write(&cut, &whole[..length]).unwrap();
            match read(&cut) {
                Ok(trace) => {
                    assert!(!trace.missing.is_empty(), "{length} bytes of {}", whole.len());
                    seen.push(trace.lines.len());
                }
                Err(error) => assert!(matches!(error, TraceError::NoTrace { .. }), "{error}"),
            }
        }
        assert!(seen.contains(&0) && seen.contains(&1), "{seen:?}");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zeros = vec![b' '; 80 << 20];
        let (_folder, file) = Made::new()
            .with("events/000001.jsonl", NOTICE.as_bytes())
            .with("events/000002.jsonl", &zeros)
            .with("events/000003.jsonl", END.as_bytes())
            .finish();
        assert!(std::fs::metadata(&file).unwrap().len() < 1 << 20);
        let trace = read(&file).unwrap();
        assert_eq!(trace.lines.len(), 1);
        assert!(trace.missing[0].contains("larger than a trace may be"), "{:?}", trace.missing);
    }

    #[test]
    fn a_picture_that_is_too_large_is_left_out() {
        let mut jpeg = Vec::new();
        image::RgbImage::new(8, 8)
            .write_to(&mut std::io::Cursor::new(&mut jpeg), image::ImageFormat::Jpeg)
            .unwrap();
        let mut huge = jpeg.clone();
        // The height and width in the frame header: FF C0, length, precision, then these.
        let at = huge.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap() + 5;
        huge[at..at + 4].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        let other = HASH.replace("aa", "bb");
        let (_folder, file) = Made::new()
            .with(&format!("{RESOURCES}{HASH}.jpeg"), &jpeg)
            .with(&format!("{RESOURCES}{other}.jpeg"), &huge)
            .finish();
        let trace = read(&file).unwrap();
        assert_eq!(trace.pictures.len(), 1);
        assert!(trace.missing.join("; ").contains("damaged parts and pictures: 1"), "{:?}", trace.missing);
    }

    #[test]
    fn what_is_no_trace_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.txt");
        std::fs::write(&file, "hello").unwrap();
        assert!(read(&file).unwrap_err().to_string().contains("it is no zip file"));
        assert!(matches!(read(&folder.path().join("none.zip")), Err(TraceError::Read { .. })));
    }
}
