//! How sharp the pictures of a page that moves are: what comes late is made smaller, down to half of the width and the
//! height, so that a finger is followed on a machine that has little to spare. A page that is quiet is sharp.

use std::time::Duration;

/// Of the full width and height.
const LEVELS: [f64; 3] = [1.0, 0.75, 0.5];
/// From the browser's taking a picture to its being here.
const LATE: Duration = Duration::from_millis(50);
/// So many more late than timely ones, and they get smaller.
const PATIENCE: u32 = 6;
/// So many timely ones in a row, and they get larger again.
const EASE: u32 = 300;

#[derive(Default)]
pub(super) struct Sharpness {
    level: usize,
    late: u32,
    timely: u32,
}

impl Sharpness {
    /// Of the full width and height, if less.
    pub fn scale(&self) -> Option<f64> {
        (self.level > 0).then(|| LEVELS[self.level])
    }

    /// A picture has come after this time. True: the next ones are of another size.
    pub fn came(&mut self, after: Duration) -> bool {
        if after > LATE {
            self.late += 1;
            self.timely = 0;
        } else {
            self.late = self.late.saturating_sub(1);
            self.timely += 1;
        }
        let level = if self.late >= PATIENCE {
            (self.level + 1).min(LEVELS.len() - 1)
        } else if self.timely >= EASE {
            self.level.saturating_sub(1)
        } else {
            return false;
        };
        let changed = level != self.level;
        *self = Self { level, ..Self::default() };
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(20);
    const TOO_LATE: Duration = Duration::from_millis(80);

    #[test]
    fn a_late_picture_now_and_then_changes_nothing() {
        let mut sharpness = Sharpness::default();
        assert!((0..1000).all(|n| !sharpness.came(if n % 2 == 0 { TOO_LATE } else { SOON })));
        assert_eq!(sharpness.scale(), None);
    }

    #[test]
    fn late_pictures_get_smaller_to_half_the_width_and_no_further() {
        let mut sharpness = Sharpness::default();
        let changes = (0..100).filter(|_| sharpness.came(TOO_LATE)).count();
        assert_eq!((changes, sharpness.scale()), (2, Some(0.5)));
    }

    #[test]
    fn what_comes_in_time_for_long_is_sharp_again() {
        let mut sharpness = Sharpness::default();
        while !sharpness.came(TOO_LATE) {}
        let changes = (0..1000).filter(|_| sharpness.came(SOON)).count();
        assert_eq!((changes, sharpness.scale()), (1, None));
    }
}
