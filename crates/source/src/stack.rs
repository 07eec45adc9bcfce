//! The stack texts of `QuickJS`: a frame a line, `    at name (file:line:column)` or `    at file:line:column`.

use crate::place::Place;

struct Frame<'a> {
    function: &'a str,
    place: Place,
}

impl<'a> Frame<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let rest = line.trim().strip_prefix("at ")?;
        let (function, position) = match rest.rsplit_once(" (") {
            Some((function, position)) => (function, position.strip_suffix(')')?),
            None => ("", rest),
        };
        let (position, column) = position.rsplit_once(':')?;
        let (file, line) = position.rsplit_once(':')?;
        let place = Place { file: file.to_owned(), line: line.parse().ok()?, column: column.parse().ok()? };
        Some(Self { function, place })
    }
}

/// The innermost frame of a person's own. `original` leads what ran back to the file, and knows what is nobody's.
pub fn place(stack: &str, original: impl Fn(Place) -> Option<Place>) -> Place {
    let mut frames = stack.lines().filter_map(Frame::parse);
    frames.find_map(|frame| original(frame.place)).unwrap_or_default()
}

/// The same stack with a person's own frames only, and their places.
pub fn readable(stack: &str, original: impl Fn(Place) -> Option<Place>) -> String {
    let lines = stack.lines().filter_map(Frame::parse).filter_map(|frame| {
        let place = original(frame.place)?;
        Some(match frame.function {
            "" | "<anonymous>" | "<eval>" => format!("    at {place}"),
            function => format!("    at {function} ({place})"),
        })
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(place: Place) -> Option<Place> {
        (place.file != "host").then_some(place)
    }

    #[test]
    fn the_place_is_the_persons_own_innermost_frame() {
        let stack = "    at call (host:1:2)\n    at go (pages/a.js:3:4)\n    at <anonymous> (app.js:5:6)\n";
        assert_eq!(place(stack, own), Place { file: "pages/a.js".into(), line: 3, column: 4 });
        assert_eq!(readable(stack, own), "    at go (pages/a.js:3:4)\n    at app.js:5:6");
    }

    #[test]
    fn a_stack_without_positions_has_no_place() {
        assert_eq!(place("    at push (native)\n", own), Place::default());
    }
}
