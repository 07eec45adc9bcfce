//! A script for `miniprogram-automator`. That client finds by selectors, waits for nothing by itself, and has no words for much of
//! what the phone does.

use super::super::action::{Action, Reply, TouchKind};
use super::super::opened::Opened;
use super::{Form, body, list, note, quoted};

/// What every script has: waiting that ends, and errors that come within an answer.
const HELPERS: &str = "\
/** What is looked for, as soon as it is there. */
async function until(what, look) {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((next) => setTimeout(next, 100))) {
    const found = await look()
    if (found) return found
  }
  throw new Error(`${what} did not come`)
}

const element = (page, selector) => until(selector, () => page.$(selector))

/** The page on top, once these are open. */
const opened = (miniProgram, ...paths) =>
  until(paths.join(), async () => {
    const stack = await miniProgram.pageStack()
    return stack.map(({ path }) => path).join() === paths.join() && stack.at(-1)
  })

const done = (answer) => {
  if (answer?.error) throw new Error(answer.error.message)
}
";

pub(super) fn source(opened: &Opened, actions: &[Action]) -> String {
    let first = opened.page.as_ref().map(|page| reached("reLaunch", page));
    let above = opened.stacks().map(|(page, _)| reached("navigateTo", page));
    let lines = first.into_iter().chain(above).chain(actions.iter().map(line));
    let (lines, (imports, start)) = (body(lines), start(opened));
    format!(
        "{imports}import automator from 'miniprogram-automator'\n\n{HELPERS}\n\
         {start}try {{\n  let page = await miniProgram.currentPage()\n{lines}}} finally {{\n  await miniProgram.close()\n}}\n"
    )
}

/// The client starts mini programs' folders only, and with nothing beside them.
fn start(opened: &Opened) -> (&'static str, String) {
    let Opened { target, apps, device, is_h5, .. } = opened;
    if !is_h5 && apps.is_empty() && device.is_none() {
        let folder = quoted(target);
        let start = format!(
            "const projectPath = fileURLToPath(new URL({folder}, import.meta.url))\n\
             const miniProgram = await automator.launch({{ cliPath: process.env.SAMPAN_BINARY ?? 'sampan', projectPath }})\n"
        );
        return ("import { fileURLToPath } from 'node:url'\n\n", start);
    }
    let apps = apps.iter().map(|app| format!(" --app {app}"));
    let device = device.iter().map(|device| format!(" --device {device}"));
    let options: String = apps.chain(device).collect();
    let task = if *is_h5 { "open" } else { "run" };
    let start = format!(
        "// Started before: sampan {task} {target}{options} --automation-port 9420\n\
         const wsEndpoint = process.env.SAMPAN_AUTOMATOR ?? 'ws://127.0.0.1:9420'\n\
         const miniProgram = await automator.connect({{ wsEndpoint }})\n"
    );
    ("", start)
}

fn reached(how: &str, page: &str) -> String {
    format!("page = await miniProgram.{how}({})", quoted(&format!("/{page}")))
}

pub(super) fn line(action: &Action) -> String {
    let native = |method: &str| format!("done(await miniProgram.native().{method}())");
    match action {
        Action::Touch(touch) => {
            let found = format!("await (await element(page, {}))", quoted(&touch.css));
            match &touch.kind {
                TouchKind::Tap => format!("{found}.tap()"),
                TouchKind::Longpress => format!("{found}.longpress()"),
                TouchKind::Fill { text, .. } => format!("{found}.input({}){}", quoted(text), note(touch)),
                other => format!("// no way to say this with the automator: {other:?} on {}", touch.css),
            }
        }
        Action::Phone("back") => native("navigateLeft"),
        Action::Phone("home") => native("goHome"),
        Action::Tab { path, .. } => reached("switchTab", path),
        Action::Prompt { kind, accept, .. } if kind.starts_with("scope.") => {
            native(if *accept { "authorizeAllow" } else { "authorizeCancel" })
        }
        Action::Sheet { kind, reply: Reply::Confirm(None) } if kind == "modal" => native("confirmModal"),
        Action::Sheet { kind, reply: Reply::Cancel } if kind == "modal" => native("cancelModal"),
        Action::Sheet { kind, reply: Reply::Cancel } if kind == "pay" => native("closePaymentDialog"),
        Action::Pages(stack) => format!("page = await opened(miniProgram, {})", list(stack)),
        Action::Phone(name) => format!("// no way to say this with the automator: {name}"),
        other => format!("// no way to say this with the automator: {}", super::line(Form::Spec, other)),
    }
}
