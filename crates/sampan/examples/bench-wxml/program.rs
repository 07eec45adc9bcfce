//! The mini programs that are measured, and a logic layer to run them in without a browser.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use sampan_engine::id::{AppId, PageId};
use sampan_engine::logic::{LogicCommand, LogicEvent, LogicLaunch, LogicLayer};
use sampan_engine::package::Package;
use sampan_logic::{Keep, Limits, QuickJsLogic};
use serde_json::{Value, json};

use super::Outcome;

pub const PATIENCE: Duration = Duration::from_mins(1);

pub fn write(folder: &Path, files: &[(&str, String)]) -> Outcome<()> {
    for (file, text) in files {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().ok_or("a file in a folder")?)?;
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// The rows of a page, as WXML of the program and as they are in HTML.
pub const ROWS: usize = 30;

/// A program of thirty pages, each a list with a component a row. The first goes to the second and back, again and again,
/// once it has been told to.
pub fn thirty_pages(folder: &Path) -> Outcome<()> {
    let pages: Vec<String> = (0..30).map(|n| format!("pages/p{n}/p{n}")).collect();
    let rows: Vec<Value> =
        (0..ROWS).map(|n| json!({ "id": n, "name": format!("row {n}"), "price": n * 7 })).collect();
    let mut files = vec![
        (
            "app.json".to_owned(),
            json!({ "pages": pages, "usingComponents": { "row": "/c/row" } }).to_string(),
        ),
        ("app.js".to_owned(), "App({ at: 0, left: 0 })".to_owned()),
        ("c/row.json".to_owned(), r#"{"component":true}"#.to_owned()),
        ("c/row.js".to_owned(), "Component({ properties: { name: String, price: Number } })".to_owned()),
        (
            "c/row.wxml".to_owned(),
            "<view class=\"row\"><text class=\"name\">{{name}}</text><text>{{price}}</text></view>"
                .to_owned(),
        ),
        ("c/row.wxss".to_owned(), ".row { padding: 10rpx } .name { color: green }".to_owned()),
    ];
    for (n, page) in pages.iter().enumerate() {
        let go = if n == 0 {
            "onShow() { const app = getApp(); if (app.left-- > 0) setTimeout(() => { app.at = Date.now(); wx.navigateTo({ url: '../p1/p1' }) }, 400); else if (app.left === -1 && app.at) console.log('end') },"
        } else {
            ""
        };
        let painted = if n == 0 {
            "console.log('painted'); const app = getApp(); app.left = 20; this.onShow()"
        } else {
            "console.log('painted', Date.now() - getApp().at); wx.navigateBack()"
        };
        let js = format!(
            "Page({{ data: {{ rows: {}, n: 0 }}, {go} onReady() {{ this.setData({{ n: 1 }}, () => {{ {painted} }}) }} }})",
            Value::from(rows.clone())
        );
        files.push((format!("{page}.js"), js));
        let wxml = "<view class=\"title\">Page {{n}}</view><row wx:for=\"{{rows}}\" wx:key=\"id\" name=\"{{item.name}}\" price=\"{{item.price}}\"/>";
        files.push((format!("{page}.wxml"), wxml.to_owned()));
        files.push((format!("{page}.wxss"), format!(".title {{ font-size: {}rpx }}", 30 + n)));
    }
    let files: Vec<(&str, String)> = files.iter().map(|(file, text)| (file.as_str(), text.clone())).collect();
    write(folder, &files)
}

/// What the first page is in the end, without any program.
pub fn static_page() -> String {
    let mut rows = String::new();
    for n in 0..ROWS {
        let price = n * 7;
        // Writing to a string cannot fail.
        let _ = write!(
            rows,
            "<section><div class=row><span class=name>row {n}</span><span>{price}</span></div></section>"
        );
    }
    format!(
        "<!doctype html><meta name=viewport content='width=device-width'><style>.row{{padding:1.33vw}}.name{{color:green}}</style>\
         <div class=title>Page 1</div>{rows}\
         <script>onload = () => requestAnimationFrame(() => requestAnimationFrame(() => fetch('/drawn')))</script>"
    )
}

/// A logic layer with one program in it.
pub struct Logic {
    layer: QuickJsLogic,
    app: AppId,
    events: Receiver<LogicEvent>,
}

impl Logic {
    pub fn launch(folder: &Path, keep: Option<Keep>) -> Outcome<Self> {
        let package = Arc::new(Package::open(folder)?);
        let (sender, events) = mpsc::channel();
        let layer = QuickJsLogic::new(Limits::default(), Arc::new(move |event| drop(sender.send(event))));
        let layer = match keep {
            Some(keep) => layer.keeping(keep),
            None => layer,
        };
        let app = package.app_id.clone();
        layer.launch(LogicLaunch {
            app: app.clone(),
            package,
            apis: Vec::new(),
            generation: 1,
            alone: false,
        });
        let logic = Self { layer, app, events };
        logic.finish()?;
        Ok(logic)
    }

    pub fn open(&self, page: u32, path: &str) {
        let page = PageId(page);
        self.layer.send(&self.app, LogicCommand::OpenPage { page, path: path.to_owned(), query: json!({}) });
        for hook in ["onShow", "onReady"] {
            self.layer.send(&self.app, LogicCommand::Page { page, hook, options: Value::Null });
        }
    }

    pub fn close(&self, page: u32) {
        self.layer.send(&self.app, LogicCommand::ClosePage { page: PageId(page) });
    }

    /// Everything so far has been carried out. How many errors there were.
    pub fn finish(&self) -> Outcome<usize> {
        self.layer.send(&self.app, LogicCommand::Finish);
        let (start, mut errors) = (Instant::now(), 0);
        loop {
            match self.events.recv_timeout(PATIENCE.saturating_sub(start.elapsed()))? {
                LogicEvent::Finished { .. } => return Ok(errors),
                LogicEvent::Error { .. } => errors += 1,
                LogicEvent::LaunchFailed { reason, .. } => return Err(reason.into()),
                _ => {}
            }
        }
    }
}
