//! A thousand pages, each opened over another one, painted and gone back from, in the program and in the browser: what is left of
//! them.

use serde_json::{Value, json};

use sampan::{Host, Start};

use super::memory::resident;
use super::program::write;
use super::start::logged;
use super::{Outcome, Report};

const PAIRS: u32 = 1000;
/// What is made once and kept is there after these.
const FIRST: u32 = 200;

pub async fn measure(report: &mut Report) -> Outcome<()> {
    let (folder, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let list = "Page({ data: { n: 0, list: Array.from({ length: 100 }, (_, n) => n) },
                  onReady() { this.setData({ n: 1 }, () => console.log('painted')) } })";
    let files = [
        ("app.json", r#"{"pages":["home","list"]}"#.to_owned()),
        ("home.js", "Page({ onShow() { console.log('home') } })".to_owned()),
        ("home.wxml", "<view>home</view>".to_owned()),
        ("list.js", list.to_owned()),
        ("list.wxml", "{{n}}<view wx:for=\"{{list}}\" wx:key=\"*this\">{{item}}</view>".to_owned()),
    ];
    write(folder.path(), &files)?;
    let host = Host::builder().headless(true).data_dir(data.path()).build().await?;
    let mut events = host.events();
    host.run(folder.path(), Start::from_list()).await?;
    logged(&mut events, "home").await?;
    come_and_go(&host, &mut events, FIRST).await?;
    let (before, start) = (left(&host).await?, resident()?);
    come_and_go(&host, &mut events, PAIRS).await?;
    let (after, end) = (left(&host).await?, resident()?);
    host.close().await;
    for (what, before, after) in [
        ("targets of the browser", before.0, after.0),
        ("documents of the page below", before.1, after.1),
        ("its DOM nodes", before.2, after.2),
    ] {
        report.at_most(&format!("{what}, more after 1,000 pages"), after - before, 0.0, "");
    }
    report.at_most("growth over 1,000 pages navigated to and back from", end - start, 2.0, "MB");
    Ok(())
}

async fn come_and_go(host: &Host, events: &mut sampan::Events, times: u32) -> Outcome<()> {
    let app = host.state().await?.app.ok_or("a program in front")?;
    for _ in 0..times {
        host.run_in_logic(&app, "wx.navigateTo({ url: '/list' }); 0").await?;
        logged(events, "painted").await?;
        host.back().await?;
        logged(events, "home").await?;
    }
    Ok(())
}

/// Targets, documents, nodes, after the browser has collected its garbage.
async fn left(host: &Host) -> Outcome<(f64, f64, f64)> {
    let page = host.state().await?.pages.last().ok_or("a page")?.page;
    let view = host.view().clone();
    let (targets, counters) = tokio::task::spawn_blocking(move || {
        view.raw(page, "HeapProfiler.collectGarbage", &json!({}))?;
        Ok::<_, sampan_view::ViewError>((
            view.targets()?,
            view.raw(page, "Memory.getDOMCounters", &json!({}))?,
        ))
    })
    .await??;
    let count = |name: &str| Value::as_f64(&counters[name]).ok_or("a count");
    Ok((f64::from(u32::try_from(targets)?), count("documents")?, count("nodes")?))
}
