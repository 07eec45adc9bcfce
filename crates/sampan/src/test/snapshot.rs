//! Pictures that are kept beside a spec: taken, compared pixel by pixel, and written anew when that is wanted.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use image::{Rgba, RgbaImage};
use sampan::Drive;
use serde::Deserialize;
use serde_json::{Value, json};

/// Between two looks at a page that is not yet as it should be.
const PAUSE: Duration = Duration::from_millis(100);
/// How much a colour may differ, from 0 to 1, when nothing is said.
const THRESHOLD: f64 = 0.1;

/// Where the pictures of a test are.
#[derive(Clone)]
pub struct Snapshots {
    /// Those that are kept.
    pub kept: PathBuf,
    /// Those of a failure.
    pub results: PathBuf,
    pub update: bool,
}

/// What `toHaveScreenshot` asks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wanted {
    #[serde(rename = "in")]
    place: Value,
    /// Of the element; the whole page without.
    steps: Vec<Value>,
    name: String,
    timeout: u64,
    threshold: Option<f64>,
    max_diff_pixels: Option<u64>,
    max_diff_pixel_ratio: Option<f64>,
}

impl Wanted {
    fn allows(&self, different: u64, all: u64) -> bool {
        // Pictures have far fewer pixels than a float can count.
        let part = self.max_diff_pixel_ratio.unwrap_or(0.0) * all as f64;
        different <= self.max_diff_pixels.unwrap_or(0) || different as f64 <= part
    }
}

impl Snapshots {
    /// Looks until the page is like the picture that is kept.
    pub async fn matches(&self, drive: &Drive, wanted: Wanted) -> Result<Value, String> {
        let name = file_name(&wanted.name);
        let kept = self.kept.join(format!("{name}-{}.png", std::env::consts::OS));
        let deadline = Instant::now() + Duration::from_millis(wanted.timeout);
        let expected = match image::open(&kept) {
            Ok(expected) if !self.update => expected.into_rgba8(),
            Ok(_) => return self.keep(drive, &wanted, &kept, deadline).await,
            Err(image::ImageError::IoError(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                self.keep(drive, &wanted, &kept, deadline).await?;
                if self.update {
                    return Ok(Value::Null);
                }
                return Err(format!(
                    "there was no picture to compare with; {} is written now",
                    kept.display()
                ));
            }
            Err(error) => return Err(format!("{} cannot be read: {error}", kept.display())),
        };
        loop {
            let actual = take(drive, &wanted).await?;
            let reason = match compare(&expected, &actual, wanted.threshold.unwrap_or(THRESHOLD)) {
                Ok((different, _)) if wanted.allows(different, pixels(&expected)) => return Ok(Value::Null),
                Ok((different, picture)) => (format!("{different} pixels are different"), Some(picture)),
                Err(reason) => (reason, None),
            };
            if Instant::now() >= deadline {
                return Err(self.fail(&name, &kept, &expected, &actual, reason));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Keeps the picture, as soon as it does not change any more.
    async fn keep(
        &self,
        drive: &Drive,
        wanted: &Wanted,
        file: &Path,
        deadline: Instant,
    ) -> Result<Value, String> {
        let mut last = take(drive, wanted).await?;
        loop {
            tokio::time::sleep(PAUSE).await;
            let next = take(drive, wanted).await?;
            if next == last || Instant::now() >= deadline {
                return write(file, &next).map(|()| Value::Null);
            }
            last = next;
        }
    }

    fn fail(
        &self,
        name: &str,
        kept: &Path,
        expected: &RgbaImage,
        actual: &RgbaImage,
        (reason, difference): (String, Option<RgbaImage>),
    ) -> String {
        let pictures =
            [("expected", Some(expected)), ("actual", Some(actual)), ("diff", difference.as_ref())];
        let mut text = format!("the picture is not like {}: {reason}", kept.display());
        for (what, picture) in pictures {
            let Some(picture) = picture else { continue };
            let file = self.results.join(format!("{name}-{what}.png"));
            let line = match write(&file, picture) {
                Ok(()) => format!("\n  {what}: {}", file.display()),
                Err(reason) => format!("\n  {reason}"),
            };
            text.push_str(&line);
        }
        text
    }
}

/// A picture of the page on top, or of an element in it.
async fn take(drive: &Drive, wanted: &Wanted) -> Result<RgbaImage, String> {
    let png = drive.host().screenshot().await.map_err(|error| error.to_string())?;
    let picture = image::load_from_memory(&png).map_err(|error| error.to_string())?.into_rgba8();
    if wanted.steps.is_empty() {
        return Ok(picture);
    }
    let ask =
        |method, params| async move { drive.call(method, params).await.map_err(|error| error.to_string()) };
    let target = json!({ "in": wanted.place, "steps": wanted.steps, "timeout": wanted.timeout });
    let place = ask("Locator.box", target).await?;
    let width = ask("Page.evaluate", json!({ "in": wanted.place, "script": "innerWidth" })).await?;
    let scale = f64::from(picture.width()) / width.as_f64().filter(|width| *width > 0.0).unwrap_or(1.0);
    let side = |name: &str, most: u32| {
        let pixels = (place[name].as_f64().unwrap_or(0.0) * scale).round().clamp(0.0, f64::from(most));
        // Between 0 and the picture's own size.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let pixels = pixels as u32;
        pixels
    };
    let (x, y) = (side("x", picture.width()), side("y", picture.height()));
    let (width, height) = (side("width", picture.width() - x), side("height", picture.height() - y));
    if width == 0 || height == 0 {
        return Err("the element has no place on the screen".to_owned());
    }
    Ok(image::imageops::crop_imm(&picture, x, y, width, height).to_image())
}

/// How many pixels are different, and a picture that shows where: those in red, the others pale.
fn compare(expected: &RgbaImage, actual: &RgbaImage, threshold: f64) -> Result<(u64, RgbaImage), String> {
    if expected.dimensions() != actual.dimensions() {
        let ((a, b), (c, d)) = (expected.dimensions(), actual.dimensions());
        return Err(format!("it is {c} by {d} pixels and not {a} by {b}"));
    }
    let most = threshold.clamp(0.0, 1.0) * 255.0;
    let mut different = 0;
    let mut shown = RgbaImage::new(expected.width(), expected.height());
    for ((wanted, is), shown) in expected.pixels().zip(actual.pixels()).zip(shown.pixels_mut()) {
        let differs = wanted.0.iter().zip(is.0).any(|(wanted, is)| f64::from(wanted.abs_diff(is)) > most);
        different += u64::from(differs);
        let pale = |value: u8| 223 + value / 8;
        *shown = if differs {
            Rgba([255, 0, 0, 255])
        } else {
            let [red, green, blue, _] = wanted.0;
            Rgba([pale(red), pale(green), pale(blue), 255])
        };
    }
    Ok((different, shown))
}

fn pixels(picture: &RgbaImage) -> u64 {
    u64::from(picture.width()) * u64::from(picture.height())
}

fn write(file: &Path, picture: &RgbaImage) -> Result<(), String> {
    let told = |reason: String| format!("cannot write {}: {reason}", file.display());
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| told(error.to_string()))?;
    picture.save(file).map_err(|error| told(error.to_string()))
}

/// A name that every file system takes.
pub fn file_name(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(100).collect();
    if name.is_empty() { "picture".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_differs_when_a_colour_is_further_away_than_allowed() {
        let expected = RgbaImage::from_pixel(4, 2, Rgba([100, 100, 100, 255]));
        let mut actual = expected.clone();
        actual.put_pixel(0, 0, Rgba([120, 100, 100, 255]));
        actual.put_pixel(1, 0, Rgba([130, 100, 100, 255]));
        let (different, picture) = compare(&expected, &actual, 0.1).unwrap();
        assert_eq!(different, 1);
        assert_eq!(picture.get_pixel(1, 0), &Rgba([255, 0, 0, 255]));
        assert_eq!(compare(&expected, &actual, 0.0).unwrap().0, 2);
        assert!(compare(&expected, &RgbaImage::new(4, 3), 0.1).unwrap_err().contains("4 by 3"));
    }

    #[test]
    fn a_name_becomes_one_of_a_file() {
        assert_eq!(file_name("shop › pays / twice?"), "shop-pays-twice");
        assert_eq!(file_name("../.."), "picture");
        assert_eq!(file_name("付款 1"), "付款-1");
    }
}
