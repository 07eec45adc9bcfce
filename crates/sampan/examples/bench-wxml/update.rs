//! `setData`: one field, beside the bare round trip to the page; a thousand rows and one of them, beside the framework alone
//! in a page of the browser. A time ends when the program is told that the browser has laid out what was set; of one field also
//! when it is told that the field is in the DOM.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use glass_easel_template_compiler::TmplGroup;
use sampan::{Host, Start};

use super::program::write;
use super::start::logged;
use super::{Outcome, Report, median, server};

const ROUNDS: usize = 9;
/// A time is the mean of so many: clocks tick every millisecond.
const TIMES: usize = 20;

const TEMPLATE: &str = "<view id=\"n\">{{n}}</view><view wx:for=\"{{rows}}\" wx:key=\"id\" class=\"row {{item.on ? 'on' : ''}}\" id=\"r{{item.id}}\">\
                        <text>{{item.name}}</text><text>{{item.price}}</text></view>";

/// What packages/wxml/src/base.css says of what is in the template: the browser is to lay out the same on both sides.
const LOOK: &str = "body { margin: 0; font: 16px -apple-system, 'PingFang SC', 'Noto Sans SC', 'Helvetica Neue', Roboto, sans-serif }
                    view { display: block } text { white-space: pre-line }";

/// What both sides do. `look` waits until the element of an id is where it is to be, `find` until it has its text.
const ROUND: &str = "
  const rows = (round) => Array.from({ length: 1000 }, (_, id) => ({ id, name: 'row ' + id + ' ' + round, price: id * 7, on: id % 2 === 0 }))
  const round = async (now, set, look, find, number) => {
    set({ rows: [] }); await look('n')
    let start = now()
    set({ rows: rows(number) }); await look('r999')
    const first = now() - start
    start = now()
    for (let n = 0; n < TIMES; n++) { set({ ['rows[' + (n * 37) + '].name']: 'changed ' + number + ' ' + n }); await look('r' + n * 37) }
    const one = (now() - start) / TIMES
    set({ rows: [] }); await look('n')
    start = now()
    for (let n = 0; n < TIMES; n++) { set({ n: number * 100 + n }); await look('n') }
    const laid = (now() - start) / TIMES
    start = now()
    for (let n = 0; n < TIMES; n++) { set({ n: number * 100 + n }); await find('n', String(number * 100 + n)) }
    return [first, one, laid, (now() - start) / TIMES]
  }";

pub async fn measure(report: &mut Report) -> Outcome<()> {
    let round = ROUND.replace("TIMES", &TIMES.to_string());
    let folder = tempfile::tempdir()?;
    let js = format!(
        "{round}
         let number = 0
         Page({{ data: {{ rows: [], n: 0 }}, onReady() {{ console.log('ready') }},
           onShow() {{ if (number++ > 0) round(Date.now, (data) => this.setData(data), (id) => this.look(id), (id, text) => this.find(id, text), number).then((times) => console.log('round ' + JSON.stringify(times)), (error) => console.log('round ' + error)) }},
           // The view's own question, and not a query of `wx`: what it answers is read from the document, and nothing is laid out for it.
           find(id, text) {{ return new Promise((done, failed) => {{
             const node = this._$.getShadowRoot().querySelector('#' + id).getBackendElement()
             node.page.questions.ask(node, 'tree', null, (tree) => tree[0][1] === text ? done() : failed(JSON.stringify(tree)), null)
           }}) }},
           look(id) {{ return new Promise((done) => this.createSelectorQuery().select('#' + id).boundingClientRect(done).exec()) }} }})"
    );
    let files =
        [("app.json", r#"{"pages":["p"]}"#.to_owned()), ("p.js", js), ("p.wxml", TEMPLATE.to_owned())];
    write(folder.path(), &files)?;
    let data = tempfile::tempdir()?;
    let ours = Host::builder().headless(true).data_dir(data.path()).build().await?;
    let mut events = ours.events();
    ours.run(folder.path(), Start::from_list()).await?;
    logged(&mut events, "ready").await?;
    let page = ours.state().await?.pages[0].page;

    let (address, _loads) = server::open_page(alone(&round)?)?;
    let other_data = tempfile::tempdir()?;
    let alone = Host::builder().headless(true).data_dir(other_data.path()).build().await?;
    let mut alone_events = alone.events();
    alone.open(&address).await?;
    logged(&mut alone_events, "ready").await?;
    let alone_page = alone.state().await?.pages[0].page;

    let mut times = [const { Vec::new() }; 7];
    for number in 0..=ROUNDS {
        ours.hide()?;
        ours.show()?;
        let line = logged(&mut events, "round ").await?;
        let mine: [f64; 4] = serde_json::from_str(line.trim_start_matches("round ")).map_err(|_| line)?;
        let theirs = alone.view().evaluate(alone_page, &format!("go({number})")).await?;
        let theirs: [f64; 4] = serde_json::from_value(theirs)?;
        let bare = bare(&ours, page)?;
        if number > 0 {
            let all = [mine[0], mine[1], mine[2], mine[3], theirs[0], theirs[1], bare];
            times.iter_mut().zip(all).for_each(|(times, time)| times.push(time));
        }
    }
    let [first, one, laid, field, alone_first, alone_one, bare] = times.map(|mut times| median(&mut times));
    report.fact("bare Runtime.evaluate \"0\"", &format!("{bare:>9.2} ms"));
    report.fact("setData of one field, laid out and told", &format!("{laid:>9.2} ms"));
    report.fact("setData of one field, in the DOM and told", &format!("{field:>9.2} ms"));
    report.at_most("  beside the bare round trip", field / bare, 1.5, "×");
    report.fact("1,000 rows, glass-easel alone in the browser", &format!("{alone_first:>9.2} ms"));
    report.fact("1,000 rows", &format!("{first:>9.2} ms"));
    report.at_most("  beside glass-easel alone", first / alone_first, 2.0, "×");
    report.fact("one row of 1,000, glass-easel alone in the browser", &format!("{alone_one:>9.2} ms"));
    report.fact("one row of 1,000", &format!("{one:>9.2} ms"));
    report.at_most("  beside glass-easel alone", one / alone_one, 3.0, "×");
    ours.close().await;
    alone.close().await;
    Ok(())
}

/// Bare evaluations one after the other; milliseconds each.
fn bare(host: &Host, page: sampan::PageId) -> Outcome<f64> {
    let mut total = Duration::ZERO;
    for _ in 0..TIMES {
        total += host.view().bare_round_trip(page)?;
    }
    Ok(total.as_secs_f64() * 1e3 / TIMES as f64)
}

/// A document with the framework in it, drawing the same template by itself.
fn alone(round: &str) -> Outcome<String> {
    let mut group = TmplGroup::new();
    group.add_tmpl("p", TEMPLATE);
    let template = group.get_tmpl_gen_object_groups().map_err(|error| error.message)?;
    let entry = format!(
        "import {{ MiniProgramEnv }} from 'glass-easel-miniprogram-adapter'
         {round}
         const environment = new MiniProgramEnv()
         const space = environment.createCodeSpace('', true)
         const groupList = {template}
         space.addComponentStaticConfig('p', {{ usingComponents: {{}} }})
         space.addCompiledTemplate('p', {{ groupList, content: groupList['p'] }})
         space.getComponentSpace().updateComponentOptions({{ writeIdToDOM: true, idPrefixGenerator: null }})
         space.component('p').definition({{ data: {{ rows: [], n: 0 }} }}).register()
         const root = environment.associateBackend().createRoot('body', space, 'p')
         root.attach(document.documentElement, document.body)
         const component = root.get()
         const look = async (id) => {{ const found = document.querySelector('[id$=' + id + ']'); if (!found) throw new Error('no ' + id); found.getBoundingClientRect() }}
         window.go = (number) => round(() => performance.now(), (data) => component.setData(data), look, look, number)
         console.log('ready')"
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let folder =
        tempfile::Builder::new().prefix("bench").suffix(".mjs").tempfile_in(root.join("packages/logic"))?;
    std::fs::write(folder.path(), entry)?;
    let program = if cfg!(windows) { "npx.cmd" } else { "npx" };
    let bundle = Command::new(program)
        .args(["esbuild", "--bundle", "--minify", "--format=iife"])
        .arg(folder.path())
        .current_dir(&root)
        .output()?;
    if !bundle.status.success() {
        return Err(String::from_utf8_lossy(&bundle.stderr).into());
    }
    let script = String::from_utf8(bundle.stdout)?.replace("</script", "<\\/script");
    Ok(format!(
        "<!doctype html><meta charset=utf-8><style>{LOOK}</style><body></body><script>onload = () => {{ {script} }}</script>"
    ))
}
