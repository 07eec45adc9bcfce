//! A recording as the source of a test, in one of three forms.

use std::fmt::Write as _;

use serde_json::Value;

use super::action::{Action, Reply, Touch, TouchKind};

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

/// How the recording began.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// As the source names it: a path from where the source stands, or an address.
    pub target: String,
    pub page: Option<String>,
    pub scene: Option<u32>,
}

pub fn source(form: Form, opened: &Opened, actions: &[Action]) -> String {
    let lines: Vec<String> = actions.iter().map(|action| line(form, action)).collect();
    let body = |indent: &str| lines.iter().fold(String::new(), |text, line| text + indent + line + "\n");
    let waits = actions.iter().any(|action| matches!(action, Action::Pages(_)));
    let names = if waits { "test, expect" } else { "test" };
    match form {
        Form::Spec => format!(
            "import {{ {names} }} from '@sampan/test'\n\ntest('recorded', async ({{ phone, page }}) => {{\n  {}\n{}}})\n",
            open(opened),
            body("  ")
        ),
        Form::Playwright => format!(
            "import {{ {names} }} from '@sampan/playwright'\n\ntest('recorded', async ({{ phone, page }}) => {{\n  {}\n{}}})\n",
            open(opened),
            body("  ")
        ),
        Form::Automator => format!(
            "const automator = require('miniprogram-automator')\n\nasync function recorded() {{\n  \
             const miniProgram = await automator.launch({{ cliPath: 'sampan', projectPath: {} }})\n  \
             let page = await miniProgram.currentPage()\n{}  await miniProgram.close()\n}}\n\n\
             recorded().catch((error) => {{\n  console.error(error)\n  process.exitCode = 1\n}})\n",
            quoted(&opened.target),
            body("  ")
        ),
    }
}

fn open(Opened { target, page, scene }: &Opened) -> String {
    let page = page.as_ref().map(|page| format!("page: {}", quoted(page)));
    let scene = scene.map(|scene| format!("scene: {scene}"));
    let options: Vec<String> = page.into_iter().chain(scene).collect();
    let options = if options.is_empty() { String::new() } else { format!(", {{ {} }}", options.join(", ")) };
    format!("await phone.open({}{options})", quoted(target))
}

/// One action as one statement.
pub fn line(form: Form, action: &Action) -> String {
    match (form, action) {
        (Form::Automator, action) => automator(action),
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
        (Form::Spec, Action::Pages(stack)) => {
            format!("await expect(phone).toHavePages([{}])", list(stack))
        }
        (_, Action::Pages(stack)) => format!(
            "await expect.poll(async () => (await phone.state()).pages.map(({{ path }}) => path)).toEqual([{}])",
            list(stack)
        ),
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
    // Playwright has the H5 page itself, but knows no built-in component; and no hand that swipes.
    let is_ours = touch.drawn || matches!(touch.kind, TouchKind::Swipe { .. } | TouchKind::Longpress);
    let page = if form == Form::Playwright && is_ours { "phone.page" } else { "page" };
    let steps: String = touch.steps.iter().map(step).collect();
    let done = match &touch.kind {
        TouchKind::Tap => "tap()".to_owned(),
        TouchKind::Longpress => "longpress()".to_owned(),
        TouchKind::Swipe { x, y } => format!("swipe({{ x: {x}, y: {y} }})"),
        TouchKind::Fill { text, .. } => format!("fill({})", quoted(text)),
        TouchKind::Press { key } => format!("press({})", quoted(key)),
        TouchKind::Select { options } => format!("selectOption([{}])", list(options)),
    };
    let note = match touch.kind {
        TouchKind::Fill { secret: true, .. } => " // a password: think before this goes into a repository",
        _ => "",
    };
    format!("await {page}{steps}.{done}{note}")
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

fn automator(action: &Action) -> String {
    let native = |method: &str| format!("await miniProgram.native().{method}()");
    match action {
        Action::Touch(touch) => {
            let found = format!("await (await page.$({}))", quoted(&touch.css));
            match &touch.kind {
                TouchKind::Tap => format!("{found}.tap()"),
                TouchKind::Longpress => format!("{found}.longpress()"),
                TouchKind::Fill { text, .. } => format!("{found}.input({})", quoted(text)),
                other => format!("// no way to say this with the automator: {other:?} on {}", touch.css),
            }
        }
        Action::Phone("back") => "await miniProgram.navigateBack()".to_owned(),
        Action::Phone("home") => native("goHome"),
        Action::Tab { path, .. } => {
            format!("page = await miniProgram.switchTab({})", quoted(&format!("/{path}")))
        }
        Action::Prompt { kind, accept, .. } if kind.starts_with("scope.") => {
            native(if *accept { "authorizeAllow" } else { "authorizeCancel" })
        }
        Action::Sheet { kind, reply: Reply::Confirm(_) } if kind == "modal" => native("confirmModal"),
        Action::Sheet { kind, reply: Reply::Cancel } if kind == "modal" => native("cancelModal"),
        Action::Sheet { kind, reply: Reply::Cancel } if kind == "pay" => native("closePaymentDialog"),
        Action::Pages(_) => "page = await miniProgram.currentPage()".to_owned(),
        Action::Phone(name) => format!("// no way to say this with the automator: {name}"),
        other => format!("// no way to say this with the automator: {}", line(Form::Spec, other)),
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
        let opened = Opened { target: "../app".to_owned(), page: Some("pages/b/b".to_owned()), scene: None };
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
    fn playwright_has_h5_pages_and_the_driver_the_rest() {
        let text = source(Form::Playwright, &Opened::default(), &actions());
        assert!(text.starts_with("import { test, expect } from '@sampan/playwright'"), "{text}");
        assert!(text.contains("await phone.page.locator('.row')"), "{text}");
        assert!(text.contains("await page.getByLabel('Password')"), "{text}");
    }

    #[test]
    fn an_automator_script_says_what_it_cannot_do() {
        let text = source(Form::Automator, &Opened::default(), &actions());
        assert!(text.contains("await (await page.$('#pay')).tap()"), "{text}");
        assert!(text.contains("await miniProgram.native().authorizeAllow()"), "{text}");
        assert!(
            text.contains("// no way to say this with the automator: await phone.sheet('actionSheet')"),
            "{text}"
        );
    }
}
