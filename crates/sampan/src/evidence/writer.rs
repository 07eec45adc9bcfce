//! The file as it grows, on a thread of its own: what comes is scrubbed, and goes out in parts. A run that is killed
//! leaves every part that was whole.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use futures::channel::oneshot;
use sampan_engine::id::PageId;
use serde_json::Value;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::entry::{EVENTS, Entry, HEAD, Head, Line, RESOURCES};
use super::mask::{Patterns, Scrubber};

/// How much is collected before a part is written, and for how long.
const PART_BYTES: usize = 256 * 1024;
const PART_TIME: Duration = Duration::from_secs(2);

/// What there is to write.
pub enum Item {
    Line(f64, Entry),
    Picture {
        at: f64,
        page: PageId,
        bytes: Arc<[u8]>,
        width: f64,
        height: f64,
    },
    Source {
        at: f64,
        file: String,
        text: String,
    },
    Mask(Patterns),
    /// The last one. The answer says whether all of it is in the file.
    End(oneshot::Sender<Result<(), String>>),
}

pub struct Writer {
    zip: ZipWriter<File>,
    scrubber: Scrubber,
    lines: String,
    part: u32,
    flushed: Instant,
    known: HashSet<String>,
    /// Written last: by then it is known what of them is secret.
    sources: Vec<(f64, String, String)>,
    /// Steps that type and have not ended.
    typing: Vec<Value>,
    /// How it ended has been said. A picture that was on its way then is of no run.
    is_over: bool,
}

impl Writer {
    /// Makes the file, and the thread that fills it.
    pub fn start(path: &Path, head: &Head, masks: Patterns) -> Result<mpsc::Sender<Item>, String> {
        let describe = |error: &dyn std::fmt::Display| format!("no trace in {}: {error}", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| describe(&error))?;
        }
        let file = File::create(path).map_err(|error| describe(&error))?;
        let mut writer = Self {
            zip: ZipWriter::new(file),
            scrubber: Scrubber::new(masks),
            lines: String::new(),
            part: 0,
            flushed: Instant::now(),
            known: HashSet::new(),
            sources: Vec::new(),
            typing: Vec::new(),
            is_over: false,
        };
        let mut told = serde_json::to_value(head).unwrap_or_default();
        writer.scrubber.value(&mut told);
        writer.entry(HEAD, told.to_string().as_bytes(), true).map_err(|error| describe(&error))?;
        let (sender, items) = mpsc::channel();
        let path = path.to_owned();
        std::thread::Builder::new()
            .name("trace".to_owned())
            .spawn(move || writer.run(&items, &path))
            .map_err(|error| describe(&error))?;
        Ok(sender)
    }

    /// A disk that is full ends the writing, not the run: the rest is taken and dropped, and the end says why.
    fn run(mut self, items: &mpsc::Receiver<Item>, path: &Path) {
        let mut fault = None;
        loop {
            match items.recv_timeout(PART_TIME) {
                Ok(Item::End(answer)) => {
                    let result = fault.map_or_else(|| self.finish(), Err);
                    let told = result
                        .map_err(|reason| format!("the trace in {} is cut off: {reason}", path.display()));
                    let _ = answer.send(told);
                    return;
                }
                Ok(item) if fault.is_none() => fault = self.item(item).and_then(|()| self.due()).err(),
                Err(mpsc::RecvTimeoutError::Timeout) if fault.is_none() => fault = self.due().err(),
                Ok(_) | Err(mpsc::RecvTimeoutError::Timeout) => {}
                // Nobody said how it ended: the host was dropped.
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    if fault.is_none() {
                        let _ = self.finish();
                    }
                    return;
                }
            }
        }
    }

    fn item(&mut self, item: Item) -> Result<(), String> {
        match item {
            Item::Line(at, entry) => {
                self.is_over = matches!(entry, Entry::End { .. });
                self.line(at, entry)
            }
            Item::Picture { .. } if self.is_over => Ok(()),
            Item::Picture { at, page, bytes, width, height } => {
                let picture = self.resource(&bytes, "jpeg")?;
                self.line(at, Entry::Frame { page, picture, width, height })
            }
            Item::Source { at, file, text } => {
                self.sources.push((at, file, text));
                Ok(())
            }
            Item::Mask(patterns) => {
                self.scrubber.add(patterns);
                Ok(())
            }
            Item::End(_) => Ok(()),
        }
    }

    fn line(&mut self, at: f64, entry: Entry) -> Result<(), String> {
        let value = serde_json::to_value(Line { at, entry }).map_err(|error| error.to_string())?;
        if is_typing(&value) {
            self.typing.push(value);
            return Ok(());
        }
        // Whether a field was a secret one is known when it has been typed into.
        if let Some(index) = self.typing.iter().position(|step| is_end_of(&value, step)) {
            let mut step = self.typing.remove(index);
            if value["result"]["secret"] == true {
                self.scrubber.hide(&mut step["params"]["text"]);
            }
            self.put(step);
        }
        self.put(value);
        Ok(())
    }

    fn put(&mut self, mut value: Value) {
        self.scrubber.line(&mut value);
        self.lines.push_str(&value.to_string());
        self.lines.push('\n');
    }

    /// Writes what is in it once, under the name that its hash gives.
    fn resource(&mut self, bytes: &[u8], kind: &str) -> Result<String, String> {
        let mut name = String::new();
        for byte in Sha256::digest(bytes) {
            let _ = write!(name, "{byte:02x}");
        }
        let _ = write!(name, ".{kind}");
        if self.known.insert(name.clone()) {
            self.entry(&format!("{RESOURCES}{name}"), bytes, kind != "jpeg")
                .map_err(|error| error.to_string())?;
        }
        Ok(name)
    }

    fn due(&mut self) -> Result<(), String> {
        if self.lines.len() >= PART_BYTES || self.flushed.elapsed() >= PART_TIME {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&mut self) -> Result<(), String> {
        self.flushed = Instant::now();
        if self.lines.is_empty() {
            return Ok(());
        }
        self.part += 1;
        let (name, lines) = (format!("{EVENTS}{:06}.jsonl", self.part), std::mem::take(&mut self.lines));
        self.entry(&name, lines.as_bytes(), true).map_err(|error| error.to_string())
    }

    fn entry(&mut self, name: &str, bytes: &[u8], pack: bool) -> zip::result::ZipResult<()> {
        let method = if pack { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        self.zip.start_file(name, SimpleFileOptions::default().compression_method(method))?;
        Ok(self.zip.write_all(bytes)?)
    }

    fn finish(mut self) -> Result<(), String> {
        for step in std::mem::take(&mut self.typing) {
            self.put(step);
        }
        for (at, file, mut text) in std::mem::take(&mut self.sources) {
            self.scrubber.forget(&mut text);
            let resource = self.resource(text.as_bytes(), "txt")?;
            self.line(at, Entry::Source { file, resource })?;
        }
        self.flush()?;
        self.zip.finish().map(drop).map_err(|error| error.to_string())
    }
}

fn is_typing(line: &Value) -> bool {
    line["kind"] == "step" && line["params"].get("text").is_some()
}

fn is_end_of(line: &Value, step: &Value) -> bool {
    line["kind"] == "stepEnd" && line["id"] == step["id"]
}
