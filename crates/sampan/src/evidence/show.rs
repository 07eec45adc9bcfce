//! A trace, or two side by side, as one HTML file that opens without a network: our own script and style, and the data as
//! JSON that nothing runs.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::unpack::{self, Trace, TraceError};

/// The page, built from `packages/trace`: `<!--policy-->` and `<!--data-->` stand where these go.
const PAGE: &str = include_str!(concat!(env!("OUT_DIR"), "/trace/index.html"));
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/trace/trace.js"));
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/trace/trace.css"));

/// The page for these traces: one, or two to compare.
pub fn page(files: &[&Path]) -> Result<String, TraceError> {
    let traces = files.iter().map(|file| unpack::read(file)).collect::<Result<Vec<_>, _>>()?;
    Ok(html(&traces))
}

fn html(traces: &[Trace]) -> String {
    let hash = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    // Only this script and this style; pictures from the page itself; nothing from anywhere else, and nothing goes out.
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE),
    );
    let data = serde_json::to_string(traces).unwrap_or_default();
    let policy = format!(r#"<meta http-equiv="Content-Security-Policy" content="{policy}">"#);
    let data = format!(r#"<script type="application/json" id="traces">{}</script>"#, inert(&data));
    PAGE.replace("<!--policy-->", &policy)
        .replace("<!--style-->", &format!("<style>{STYLE}</style>"))
        .replace("<!--script-->", &format!("<script type=\"module\">{SCRIPT}</script>"))
        .replace("<!--data-->", &data)
}

/// JSON that ends no element and begins none: `<` comes in its texts only.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_trace_can_end_the_element_that_it_stands_in() {
        let data = inert(r#"["</script><script>alert(1)</script>","<!--"]"#);
        assert!(!data.contains('<'), "{data}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&data).unwrap()[1], "<!--");
    }
}
