//! A recording as the source of a test, in one of three forms.

mod automator;
mod playwright;

use std::fmt::Write as _;

use serde_json::Value;

use super::action::{Action, Reply, Touch, TouchKind};
use super::opened::Opened;

/// For whom the source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// `sampan test`.
    #[default]
    Spec,
    /// Playwright's own runner, with the fixture of `@sampan/playwright`.
    Playwright,
    /// `miniprogram-automator`.
    Automator,
}

pub fn source(form: Form, opened: &Opened, actions: &[Action]) -> String {
    match form {
        Form::Spec => spec(opened, actions),
        Form::Playwright => playwright::source(opened, actions),
        Form::Automator => automator::source(opened, actions),
    }
}

fn spec(opened: &Opened, actions: &[Action]) -> String {
    let waits = !opened.above.is_empty() || actions.iter().any(|action| matches!(action, Action::Pages(_)));
    let names = if waits { "test, expect" } else { "test" };
    let lines = actions.iter().map(|action| line(Form::Spec, action));
    let lines = body(std::iter::once(open(opened)).chain(before(Form::Spec, opened)).chain(lines));
    format!(
        "import {{ {names} }} from '@sampan/test'\n\ntest('recorded', async ({{ phone, page }}) => {{\n{lines}}})\n"
    )
}

fn body(lines: impl Iterator<Item = String>) -> String {
    lines.fold(String::new(), |text, line| text + "  " + &line + "\n")
}

fn open(opened: &Opened) -> String {
    let Opened { target, page, apps, device, .. } = opened;
    let page = page.as_ref().map(|page| format!("page: {}", quoted(page)));
    let apps = (!apps.is_empty()).then(|| format!("apps: [{}]", list(apps)));
    let device = device.as_ref().map(|device| format!("device: {}", quoted(device)));
    let options: Vec<String> = page.into_iter().chain(apps).chain(device).collect();
    let options = if options.is_empty() { String::new() } else { format!(", {{ {} }}", options.join(", ")) };
    format!("await phone.open({}{options})", quoted(target))
}

/// Makes the phone what it was: what had been changed, and the pages that were open above the first.
fn before(form: Form, opened: &Opened) -> impl Iterator<Item = String> {
    let change = |(key, value): &(String, Value)| Action::Device { key: key.clone(), value: value.clone() };
    let changed = opened.changed.iter().map(move |changed| line(form, &change(changed)));
    let pages = opened.stacks().flat_map(move |(page, stack)| {
        let script = format!("wx.navigateTo({{ url: {} }})", quoted(&format!("/{page}")));
        [format!("await phone.evaluate({})", quoted(&script)), line(form, &Action::Pages(stack))]
    });
    changed.chain(pages)
}

/// One action as one statement.
pub fn line(form: Form, action: &Action) -> String {
    match (form, action) {
        (Form::Automator, action) => automator::line(action),
        (_, Action::Touch(touch)) => touched(form, touch),
        (_, Action::Phone(name)) => format!("await phone.{name}()"),
        (_, Action::Tab { index, .. }) => format!("await phone.tab({index})"),
        (_, Action::Prompt { kind, accept, text }) => {
            let text = text.as_ref().filter(|_| *accept && kind == "prompt");
            let text = text.map(|text| format!("{{ text: {} }}", quoted(text))).unwrap_or_default();
            let answer = if *accept { "allow" } else { "deny" };
            format!("await phone.prompt({}).{answer}({text})", quoted(kind))
        }
        (_, Action::Sheet { kind, reply }) => {
            format!("await phone.sheet({}).{}", quoted(kind), answered(reply))
        }
        (_, Action::Device { key, value }) => format!("await phone.device({}, {value})", quoted(key)),
        (Form::Playwright, Action::Pages(stack)) => playwright::pages(stack),
        (_, Action::Pages(stack)) => format!("await expect(phone).toHavePages([{}])", list(stack)),
    }
}

fn answered(reply: &Reply) -> String {
    match reply {
        Reply::Cancel => "cancel()".to_owned(),
        Reply::Confirm(None) => "confirm()".to_owned(),
        Reply::Confirm(Some(text)) => format!("confirm({{ text: {} }})", quoted(text)),
        Reply::Choose(item) => format!("choose({})", quoted(item)),
        Reply::Pictures(files) => format!("pictures([{}])", list(files)),
        Reply::Other(value) => format!("answer({value})"),
    }
}

fn touched(form: Form, touch: &Touch) -> String {
    let is_playwrights = form == Form::Playwright && playwright::has(touch);
    let page = if form == Form::Playwright && !is_playwrights { "phone.page" } else { "page" };
    let steps: String = touch.steps.iter().map(step).collect();
    let done = match &touch.kind {
        TouchKind::Tap if is_playwrights => playwright::TAP.to_owned(),
        TouchKind::Tap => "tap()".to_owned(),
        TouchKind::Longpress => "longpress()".to_owned(),
        TouchKind::Swipe { x, y } => format!("swipe({{ x: {x}, y: {y} }})"),
        TouchKind::Fill { text, .. } => format!("fill({})", quoted(text)),
        TouchKind::Press { key } => format!("press({})", quoted(key)),
        TouchKind::Select { options } => format!("selectOption([{}])", list(options)),
    };
    format!("await {page}{steps}.{done}{}", note(touch))
}

fn note(touch: &Touch) -> &'static str {
    match touch.kind {
        TouchKind::Fill { secret: true, .. } => " // a password: think before this goes into a repository",
        _ => "",
    }
}

fn step(step: &Value) -> String {
    let text = |name: &str| step[name].as_str().map(quoted);
    let exact = step["exact"] == true;
    let with_exact = |call: &str, text: String| {
        if exact { format!(".{call}({text}, {{ exact: true }})") } else { format!(".{call}({text})") }
    };
    if let Some(role) = text("role") {
        let name = text("name").map(|name| format!("name: {name}"));
        let exact = exact.then(|| "exact: true".to_owned());
        let options: Vec<String> = name.into_iter().chain(exact).collect();
        let options =
            if options.is_empty() { String::new() } else { format!(", {{ {} }}", options.join(", ")) };
        return format!(".getByRole({role}{options})");
    }
    let plain = [("label", "getByLabel"), ("placeholder", "getByPlaceholder"), ("text", "getByText")];
    if let Some((name, call)) = plain.into_iter().find(|(name, _)| step[*name].is_string()) {
        return with_exact(call, text(name).unwrap_or_default());
    }
    if let Some(id) = text("testId") {
        return format!(".getByTestId({id})");
    }
    if let Some(has) = text("hasText") {
        return format!(".filter({{ hasText: {has} }})");
    }
    match step["nth"].as_i64() {
        Some(nth) => format!(".nth({nth})"),
        None => format!(".locator({})", text("css").unwrap_or_default()),
    }
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

/// A text as JavaScript has it, in single quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for letter in text.chars() {
        match letter {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other if other.is_control() || matches!(other, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn actions() -> Vec<Action> {
        let touch = |kind, steps: Value, drawn| {
            let steps = steps.as_array().unwrap().clone();
            Action::Touch(Touch { kind, steps, css: "#pay".to_owned(), drawn })
        };
        let secret = TouchKind::Fill { text: "it's".to_owned(), secret: true };
        vec![
            touch(
                TouchKind::Tap,
                json!([{ "css": ".row" }, { "hasText": "Tea" }, { "role": "button", "name": "Pay", "exact": true }]),
                true,
            ),
            touch(secret, json!([{ "label": "Password" }]), false),
            Action::Prompt { kind: "scope.userLocation".to_owned(), accept: true, text: None },
            Action::Sheet { kind: "actionSheet".to_owned(), reply: Reply::Choose("Green".to_owned()) },
            Action::Phone("back"),
            Action::Pages(vec!["pages/a/a".to_owned()]),
        ]
    }

    #[test]
    fn a_spec() {
        let opened =
            Opened { target: "../app".to_owned(), page: Some("pages/b/b".to_owned()), ..Opened::default() };
        assert_eq!(
            source(Form::Spec, &opened, &actions()),
            "import { test, expect } from '@sampan/test'\n\n\
             test('recorded', async ({ phone, page }) => {\n  \
             await phone.open('../app', { page: 'pages/b/b' })\n  \
             await page.locator('.row').filter({ hasText: 'Tea' }).getByRole('button', { name: 'Pay', exact: true }).tap()\n  \
             await page.getByLabel('Password').fill('it\\'s') // a password: think before this goes into a repository\n  \
             await phone.prompt('scope.userLocation').allow()\n  \
             await phone.sheet('actionSheet').choose('Green')\n  \
             await phone.back()\n  \
             await expect(phone).toHavePages(['pages/a/a'])\n})\n"
        );
    }

    #[test]
    fn pages_that_were_open_are_opened_again() {
        let above = vec!["pages/c/c?id=1".to_owned(), "pages/d/d".to_owned()];
        let opened =
            Opened { target: "./app".to_owned(), above, first: "pages/a/a".to_owned(), ..Opened::default() };
        let text = source(Form::Spec, &opened, &[]);
        let expected = "  await phone.evaluate('wx.navigateTo({ url: \\'/pages/c/c?id=1\\' })')\n  \
             await expect(phone).toHavePages(['pages/a/a', 'pages/c/c'])\n  \
             await phone.evaluate('wx.navigateTo({ url: \\'/pages/d/d\\' })')\n  \
             await expect(phone).toHavePages(['pages/a/a', 'pages/c/c', 'pages/d/d'])\n";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn playwright_has_h5_pages_and_the_driver_the_rest() {
        let text = source(Form::Playwright, &Opened::default(), &actions());
        assert!(text.starts_with("import { test, expect } from '@sampan/playwright'"), "{text}");
        assert!(text.contains("await phone.page.locator('.row')"), "{text}");
        assert!(text.contains("  let page = await h5()\n  await page.getByLabel('Password')"), "{text}");
    }

    #[test]
    fn an_automator_script_says_what_it_cannot_do() {
        let text = source(Form::Automator, &Opened::default(), &actions());
        assert!(text.contains("await (await element(page, '#pay')).tap()"), "{text}");
        assert!(text.contains("done(await miniProgram.native().authorizeAllow())"), "{text}");
        assert!(
            text.contains("// no way to say this with the automator: await phone.sheet('actionSheet')"),
            "{text}"
        );
    }
}
