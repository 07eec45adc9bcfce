//! Four spellings in WXML that the template compiler takes differently from the vendors' tools are changed
//! before it sees them. Everything else, line breaks above all, stays where it is.
//!
//! * An attribute given twice: the last counts (the compiler keeps the first). The earlier is blanked out.
//! * `bindmy-event="f"`: an event whose name has a dash (the runtime would listen to `myEvent`). A colon is put
//!   behind the prefix, which moves what follows on that line by one column.
//! * `worklet:onscroll="f"`: worklets are for another renderer, in which functions run beside the rendering. Blanked out.
//! * `<slot>something</slot>`: a slot has no content of its own (the compiler refuses the file). It is blanked out.

use std::ops::Range;

const WORKLET: &str = "worklet:";
const EVENT_PREFIXES: [&str; 5] = ["capture-bind", "capture-catch", "mut-bind", "bind", "catch"];

pub fn normalize(text: &str) -> String {
    let mut scanner = Scanner { text, at: 0, name: "" };
    let mut edits = Vec::new();
    while let Some(tag) = scanner.tag() {
        edits.extend(edits_of(text, &tag));
        if scanner.is_open_slot() {
            let start = scanner.at;
            scanner.skip_past("</slot");
            if let Some(end) = text[start..].find("</slot").map(|end| start + end) {
                edits.push(Edit { with: blank(&text[start..end]), at: start..end });
            }
        }
    }
    let mut normal = text.to_owned();
    // From the end, so that the places of the others stay right.
    edits.sort_by_key(|edit| edit.at.start);
    for edit in edits.into_iter().rev() {
        normal.replace_range(edit.at, &edit.with);
    }
    normal
}

/// Where the first worklet of a text stands, in bytes: they are left out, and that is said.
pub fn first_worklet(text: &str) -> Option<usize> {
    let mut scanner = Scanner { text, at: 0, name: "" };
    while text.contains(WORKLET) {
        let mut names = scanner.tag()?.into_iter().map(|attribute| attribute.name);
        if let Some(name) = names.find(|name| text[name.clone()].starts_with(WORKLET)) {
            return Some(name.start);
        }
    }
    None
}

struct Edit {
    at: Range<usize>,
    with: String,
}

/// An attribute: its name, and all of it with its value.
struct Attribute {
    name: Range<usize>,
    whole: Range<usize>,
}

fn edits_of(text: &str, attributes: &[Attribute]) -> Vec<Edit> {
    let name = |attribute: &Attribute| &text[attribute.name.clone()];
    let mut edits = Vec::new();
    for (index, attribute) in attributes.iter().enumerate() {
        let is_given_again = attributes[index + 1..].iter().any(|later| name(later) == name(attribute));
        if is_given_again || name(attribute).starts_with(WORKLET) {
            let at = attribute.whole.clone();
            edits.push(Edit { with: blank(&text[at.clone()]), at });
        } else if let Some(length) = prefix_before_dashed_event(name(attribute)) {
            let place = attribute.name.start + length;
            edits.push(Edit { at: place..place, with: ":".to_owned() });
        }
    }
    edits
}

/// As long, with the same lines, and nothing in it.
fn blank(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) }).collect()
}

/// The length of `bind` in `bindmy-event`; nothing for `bindtap` and `bind:my-event`.
fn prefix_before_dashed_event(name: &str) -> Option<usize> {
    let prefix = EVENT_PREFIXES.into_iter().find(|prefix| name.starts_with(prefix))?;
    let event = &name[prefix.len()..];
    let starts_well = event.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts_well && event.contains('-') && !event.contains(':')).then_some(prefix.len())
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// The name of the tag that was read last.
    name: &'a str,
}

impl Scanner<'_> {
    /// The start tag of a slot that has an end tag; what follows is its content.
    fn is_open_slot(&mut self) -> bool {
        let closes = self.text[..self.at].ends_with('/');
        if self.name != "slot" || closes || !self.rest().starts_with('>') {
            return false;
        }
        self.at += 1;
        true
    }

    /// The attributes of the next start tag; `None` at the end of the text.
    fn tag(&mut self) -> Option<Vec<Attribute>> {
        loop {
            let rest = self.rest();
            let next = rest.find(['<', '{'])?;
            self.at += next;
            let rest = self.rest();
            if rest.starts_with("{{") {
                self.skip_past("}}");
            } else if rest.starts_with("<!--") {
                self.skip_past("-->");
            } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
                return Some(self.attributes());
            } else {
                self.at += 1;
            }
        }
    }

    fn attributes(&mut self) -> Vec<Attribute> {
        let start = self.at + 1;
        self.skip(|c| !c.is_whitespace() && c != '>' && c != '/');
        self.name = &self.text[start..self.at];
        let is_script = self.name == "wxs";
        let mut found = Vec::new();
        loop {
            self.skip(|c| c.is_whitespace() || c == '/');
            let start = self.at;
            self.skip(|c| !c.is_whitespace() && !matches!(c, '=' | '>' | '/'));
            if self.at == start {
                break;
            }
            let name = start..self.at;
            self.value();
            found.push(Attribute { name, whole: start..self.at });
        }
        let is_closed = self.text[..self.at].trim_end().ends_with('/');
        if is_script && !is_closed {
            self.skip_past("</wxs");
        }
        found
    }

    fn value(&mut self) {
        let after_name = self.at;
        self.skip(char::is_whitespace);
        if !self.rest().starts_with('=') {
            self.at = after_name;
            return;
        }
        self.at += 1;
        self.skip(char::is_whitespace);
        match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.at += 1;
                self.skip(|c| c != quote);
                self.at = self.text.len().min(self.at + 1);
            }
            _ => self.skip(|c| !c.is_whitespace() && c != '>'),
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        self.at += self.rest().find(|c| !wanted(c)).unwrap_or(self.rest().len());
    }

    fn skip_past(&mut self, end: &str) {
        self.at += self.rest().find(end).map_or(self.rest().len(), |at| at + end.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_attribute_given_twice_the_last_counts() {
        assert_eq!(normalize("<a x=\"1\ny\" b x='2'>"), "<a     \n   b x='2'>");
        assert_eq!(normalize("<a x=1 y/><a x=2/>"), "<a x=1 y/><a x=2/>");
    }

    #[test]
    fn events_with_a_dash_get_their_colon() {
        let text = "<a bindmy-event=\"f\" capture-catchb-c='f' bind:d-e=\"f\" bindtap=\"f\" bind-x=\"f\" data-bind-y=\"1\"/>";
        let normal = "<a bind:my-event=\"f\" capture-catch:b-c='f' bind:d-e=\"f\" bindtap=\"f\" bind-x=\"f\" data-bind-y=\"1\"/>";
        assert_eq!(normalize(text), normal);
    }

    #[test]
    fn worklets_are_left_out() {
        let text = "<a>worklet:x</a><b x='worklet:y' worklet:onscroll=\"f\"/>";
        assert_eq!(normalize(text), "<a>worklet:x</a><b x='worklet:y'                     />");
        assert_eq!(first_worklet(text), Some(33));
        assert_eq!(first_worklet("worklet:"), None);
    }

    #[test]
    fn what_stands_in_a_slot_is_left_out() {
        let normal = "<slot name=\"a\">           \n  </slot><slot/><view>x</view>";
        assert_eq!(normalize("<slot name=\"a\"><b x=1 x=2>\n/b</slot><slot/><view>x</view>"), normal);
    }

    #[test]
    fn what_only_looks_like_a_tag_is_left_alone() {
        for text in [
            "<!-- <a x=1 x=2> --> {{ a <b x=1 x=2 }} 1 < 2",
            "<wxs module=\"m\">if (a <b) { x=1 x=2 }</wxs><a/>",
            "<a x=\"<b y=1 y=2>\"/>",
            "<a x=\"unclosed",
            "<",
            "ü<é x x>",
        ] {
            assert_eq!(normalize(text), text);
        }
    }
}
