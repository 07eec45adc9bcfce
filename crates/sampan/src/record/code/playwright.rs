//! A test for Playwright's own runner: its page where it has one, which is an H5 page; the phone everywhere else.

use super::super::action::{Action, Touch, TouchKind};
use super::super::opened::Opened;
use super::{Form, before, body, line, list, quoted};

/// A connected page of Playwright's takes no touches.
pub(super) const TAP: &str = "click()";

/// Whether this is for Playwright's own page: it knows no built-in component, and has no hand that swipes.
pub(super) fn has(touch: &Touch) -> bool {
    !touch.drawn && !matches!(touch.kind, TouchKind::Swipe { .. } | TouchKind::Longpress)
}

pub(super) fn source(opened: &Opened, actions: &[Action]) -> String {
    let waits = !opened.above.is_empty() || actions.iter().any(|action| matches!(action, Action::Pages(_)));
    let names = if waits { "test, expect" } else { "test" };
    let (mut lines, has_page) = lines(actions);
    lines.splice(0..0, before(Form::Playwright, opened));
    let fixtures = if has_page { "phone, h5" } else { "phone" };
    let (options, body) = (options(opened), body(lines.into_iter()));
    format!(
        "import {{ {names} }} from '@sampan/playwright'\n\ntest.use({{ {options} }})\n\n\
         test('recorded', async ({{ {fixtures} }}) => {{\n{body}}})\n"
    )
}

/// Of the fixture, which opens the mini program before the test begins.
fn options(Opened { target, page, apps, device, .. }: &Opened) -> String {
    let target = format!("target: {}", quoted(target));
    let page = page.as_ref().map(|page| format!("startPage: {}", quoted(page)));
    let apps = (!apps.is_empty()).then(|| format!("apps: [{}]", list(apps)));
    let device = device.as_ref().map(|device| format!("device: {}", quoted(device)));
    let all: Vec<String> = std::iter::once(target).chain(page).chain(apps).chain(device).collect();
    all.join(", ")
}

/// The statements, and whether there is a page of Playwright's in them: it is looked up anew when another may be on top.
fn lines(actions: &[Action]) -> (Vec<String>, bool) {
    let (mut lines, mut is_there, mut was_there) = (Vec::new(), false, false);
    for action in actions {
        match action {
            Action::Touch(touch) if has(touch) && !is_there => {
                lines.push(if was_there { "page = await h5()" } else { "let page = await h5()" }.to_owned());
                (is_there, was_there) = (true, true);
            }
            Action::Pages(_) => is_there = false,
            _ => {}
        }
        lines.push(line(Form::Playwright, action));
    }
    (lines, was_there)
}

pub(super) fn pages(stack: &[String]) -> String {
    let stack = list(stack);
    format!(
        "await expect.poll(async () => (await phone.state()).pages.map(({{ path }}) => path)).toEqual([{stack}])"
    )
}
