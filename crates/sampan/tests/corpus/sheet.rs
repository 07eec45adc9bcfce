//! Many small pictures in one, in rows.

use std::path::Path;

use image::imageops::{FilterType, overlay, resize};
use image::{Rgb, RgbImage};

const COLUMNS: u32 = 12;
const WIDTH: u32 = 156;
const HEIGHT: u32 = 310;
const GAP: u32 = 4;

#[derive(Default)]
pub struct Sheet(Vec<RgbImage>);

impl Sheet {
    pub fn add(&mut self, jpeg: &[u8]) {
        let picture = image::load_from_memory(jpeg).expect("a picture").to_rgb8();
        self.0.push(resize(&picture, WIDTH, HEIGHT, FilterType::Triangle));
    }

    pub fn write(&self, file: &Path) {
        let count = u32::try_from(self.0.len()).unwrap();
        let (columns, rows) = (count.min(COLUMNS), count.div_ceil(COLUMNS));
        let size = (columns * (WIDTH + GAP), rows * (HEIGHT + GAP));
        let mut sheet = RgbImage::from_pixel(size.0, size.1, Rgb([120, 120, 120]));
        for (index, picture) in (0..).zip(&self.0) {
            let (x, y) = (index % COLUMNS * (WIDTH + GAP), index / COLUMNS * (HEIGHT + GAP));
            overlay(&mut sheet, picture, x.into(), y.into());
        }
        sheet.save(file).unwrap();
    }
}

/// Which picture is which: the names in the rows of the sheet.
pub fn rows(names: impl Iterator<Item = String>) -> String {
    let names: Vec<_> = names.collect();
    names.chunks(COLUMNS as usize).map(|row| row.join(" ") + "\n").collect()
}
