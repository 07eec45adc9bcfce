//! Every built-in, from the table `packages/wxml/components.toml`: each documented property is set and its effect seen,
//! each documented event is caused and its detail compared with what the page's handler received.
//!
//! A property's effect must be missing while the property is, so no row can be right by chance. `BUILT_IN=slider,switch`
//! in the environment runs these only.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use sampan::{Start, TraceEvent};
use serde::Deserialize;
use serde_json::{Value, json};
use support::{Phone, fixtures, write};

/// How long an effect or an event may take to come.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Component {
    /// What the rows are shown in, for those that have none of their own: `$` is where the attributes go.
    wxml: Option<String>,
    #[serde(default)]
    wxss: String,
    /// More members of the page.
    #[serde(default)]
    script: String,
    #[serde(default)]
    properties: BTreeMap<String, Row>,
    #[serde(default)]
    events: BTreeMap<String, Row>,
    /// Functions of the page that log what an interface gives, as if it were the detail of an event.
    #[serde(default)]
    calls: BTreeMap<String, Row>,
    /// For the documentation.
    #[serde(rename = "source")]
    _source: Option<String>,
    #[serde(rename = "about")]
    _about: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    wxml: Option<String>,
    /// The attributes; of an event those beside its handler.
    with: Option<String>,
    /// An expression about `it`, true when the property has had its effect.
    see: Option<String>,
    /// What a person does, see `act`; several things with ` ; ` between them.
    #[serde(rename = "do", default)]
    acts: String,
    /// The detail as JSON; `"<number>"`, `"<string>"`, `"<array>"` and `"<object>"` are any of their kind.
    detail: Option<String>,
    /// Why it cannot be here.
    lacks: Option<String>,
    /// Where else it is tried.
    tried: Option<String>,
    /// It is there, and nothing tries it.
    untested: Option<String>,
    #[serde(rename = "note")]
    _note: Option<String>,
}

fn table() -> BTreeMap<String, Component> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packages/wxml/components.toml");
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The rows of a component that can be tried: a name, and what stands in the page for it.
fn shown<'a>(name: &str, component: &'a Component) -> Vec<(String, &'a Row, String)> {
    let usual = format!("<{name} id=\"it\" $></{name}>");
    let wxml = |row: &'a Row| row.wxml.as_deref().or(component.wxml.as_deref()).unwrap_or(&usual).to_owned();
    let mut rows = Vec::new();
    let here =
        |(_, row): &(&String, &Row)| row.lacks.is_none() && row.tried.is_none() && row.untested.is_none();
    for (property, row) in component.properties.iter().filter(here) {
        let with = row.with.as_deref().unwrap_or(property);
        rows.push((format!("no {property}"), row, wxml(row).replace('$', "")));
        rows.push((property.clone(), row, wxml(row).replace('$', with)));
    }
    for (call, row) in component.calls.iter().filter(here) {
        rows.push((format!("call {call}"), row, wxml(row).replace('$', "")));
    }
    for (event, row) in component.events.iter().filter(here) {
        let with = format!("bind:{event}=\"told\" {}", row.with.as_deref().unwrap_or_default());
        rows.push((format!("on {event}"), row, wxml(row).replace('$', &with)));
    }
    rows
}

/// One page a built-in; its `row` says which of its rows is shown.
fn program(table: &BTreeMap<String, Component>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut pages = Vec::new();
    for (name, component) in table {
        let path = format!("pages/{name}/{name}");
        let mut wxml = "<view id=\"row\" hidden>{{row}}</view>".to_owned();
        for (row, _, shown) in shown(name, component) {
            let _ = writeln!(wxml, "<block wx:if=\"{{{{row === '{row}'}}}}\">{shown}</block>");
        }
        let js = format!(
            "Page({{ data: {{ row: '', value: null }}, onReady() {{ console.log('ready') }}, told(e) {{ console.log('told', e.type, JSON.stringify(e.detail)) }},\n{} }})",
            component.script
        );
        write(folder.path(), &format!("{path}.wxml"), &wxml);
        write(folder.path(), &format!("{path}.js"), &js);
        write(folder.path(), &format!("{path}.wxss"), &component.wxss);
        pages.push(path);
    }
    pages.push("pages/next".to_owned());
    write(folder.path(), "pages/next.wxml", "<view>next</view>");
    write(folder.path(), "pages/next.js", "Page({ onLoad() { console.log('next', this.route) } })");
    let app = json!({ "pages": pages, "style": "v2", "staticPath": ["h5"] });
    write(folder.path(), "app.json", &app.to_string());
    write(folder.path(), "app.js", "App({})");
    write(folder.path(), "h5/index.html", "<!doctype html><p>packaged</p>");
    write(folder.path(), "dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>");
    fixtures::furnish(folder.path(), &[fixtures::DEVICE, fixtures::ALLOW]);
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn every_property_has_its_effect_and_every_event_its_detail() {
    let wanted = std::env::var("BUILT_IN").unwrap_or_default();
    let wanted: Vec<&str> = wanted.split(',').filter(|name| !name.is_empty()).collect();
    let mut table = table();
    table.retain(|name, _| wanted.is_empty() || wanted.contains(&name.as_str()));
    assert!(!table.is_empty(), "no such built-in");
    let mut phone = Phone::start(program(&table), Start::from_list(), &[]).await;
    phone.logged("ready").await;
    let mut bench = Bench { phone, wrong: Vec::new(), tried: 0 };
    for (name, component) in &table {
        bench.component(name, component).await;
    }
    let Bench { wrong, tried, .. } = bench;
    assert!(wrong.is_empty(), "{} of {tried} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{tried} rows of {} built-ins", table.len());
}

struct Bench {
    phone: Phone,
    wrong: Vec<String>,
    tried: usize,
}

impl Bench {
    async fn component(&mut self, name: &str, component: &Component) {
        let rows = shown(name, component);
        if rows.is_empty() {
            return;
        }
        self.run(&format!("wx.reLaunch({{ url: '/pages/{name}/{name}' }})")).await;
        self.phone.logged("ready").await;
        self.phone.until("document.querySelector('#row') !== null").await;
        for (row, what, _) in rows {
            self.tried += 1;
            let result = match row.strip_prefix("on ").or(row.strip_prefix("call ")) {
                Some(event) => self.event(&row, event, what).await,
                None => self.property(&row, what).await,
            };
            if let Err(text) = result {
                let text = format!("{name}, {row}: {text}");
                println!("{text}");
                self.wrong.push(text);
            }
        }
    }

    async fn property(&mut self, row: &str, what: &Row) -> Result<(), String> {
        self.show(row).await?;
        self.acts(&what.acts).await?;
        let see = what.see.as_deref().ok_or("a property needs `see`")?;
        let see = format!("(() => {{ const it = document.querySelector('#it'); return Boolean({see}) }})()");
        if row.starts_with("no ") {
            // What was applied is painted by then.
            self.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
                .await?;
            return match self.evaluate(&see).await? {
                Value::Bool(true) => Err("its effect is there without it".to_owned()),
                _ => Ok(()),
            };
        }
        self.until(&see).await
    }

    async fn event(&mut self, row: &str, event: &str, what: &Row) -> Result<(), String> {
        let seen = self.phone.seen.len();
        self.show(row).await?;
        self.acts(&what.acts).await?;
        let wanted: Value = serde_json::from_str(what.detail.as_deref().unwrap_or("{}"))
            .map_err(|error| format!("the wanted detail is no JSON: {error}"))?;
        let is_it = |told: &str| {
            let detail = told.strip_prefix("told ").and_then(|rest| rest.strip_prefix(event));
            detail.is_some_and(|text| {
                serde_json::from_str(text.trim()).is_ok_and(|detail| matches(&wanted, &detail))
            })
        };
        let limit = Instant::now() + PATIENCE;
        let mut told = lines(&self.phone.seen[seen..]);
        while !told.iter().any(|line| is_it(line)) {
            let Some(line) = self.phone.line_before(limit).await else {
                return Err(format!("{wanted} was not told; what was: {told:?}"));
            };
            told.push(line);
        }
        Ok(())
    }

    async fn show(&mut self, row: &str) -> Result<(), String> {
        self.run(&format!("getCurrentPages()[0].setData({{ row: {} }})", Value::from(row))).await;
        let row = Value::from(row);
        self.until(&format!(
            "document.querySelector('#row')?.textContent === {row} && document.querySelector('#it') !== null"
        ))
        .await
        .map_err(|_| "the row is not shown".to_owned())
    }

    /// `tap [selector] [x%] [y%]`, `press …` (a long one), `drag selector across down`, `type text`, `key name`,
    /// `set {…}` (`setData`), `run script` (in the logic layer), `js script` (in the document), `wait expression`.
    async fn acts(&self, acts: &str) -> Result<(), String> {
        for act in acts.split(" ; ").filter(|act| !act.is_empty()) {
            let (what, rest) = act.split_once(' ').unwrap_or((act, ""));
            match what {
                "tap" | "press" => self.touch(rest, what == "press").await?,
                "drag" => self.drag(rest).await?,
                "type" => self.input("Input.insertText", json!({ "text": rest })).await,
                "key" => self.key(rest).await,
                "set" => self.run(&format!("getCurrentPages()[0].setData({rest})")).await,
                "run" => self.run(rest).await,
                "js" => drop(self.evaluate(rest).await?),
                "wait" => self.until(&format!("(async () => Boolean(await ({rest})))()")).await?,
                other => return Err(format!("`{other}` is nothing that a person does")),
            }
        }
        Ok(())
    }

    async fn touch(&self, at: &str, is_long: bool) -> Result<(), String> {
        let mut parts = at.split_whitespace().peekable();
        let selector = parts.next_if(|part| !part.ends_with('%')).unwrap_or("#it");
        let mut percent =
            || parts.next().map_or(50.0, |part| part.trim_end_matches('%').parse().unwrap_or(50.0));
        let (x, y): (f64, f64) = (percent(), percent());
        let place = self.place(selector, x, y).await?;
        self.finger("touchStart", Some(place)).await;
        if is_long {
            self.evaluate("new Promise((done) => setTimeout(done, 500))").await?;
        }
        self.finger("touchEnd", None).await;
        Ok(())
    }

    async fn drag(&self, how: &str) -> Result<(), String> {
        let parts: Vec<&str> = how.split_whitespace().collect();
        let [selector, across, down] = parts[..] else { return Err(format!("no way to drag: {how}")) };
        let (x, y) = self.place(selector, 50.0, 50.0).await?;
        let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
        self.finger("touchStart", Some((x, y))).await;
        for step in 1..=8 {
            let part = f64::from(step) / 8.0;
            self.finger("touchMove", Some((x + number(across) * part, y + number(down) * part))).await;
            self.evaluate("new Promise((done) => requestAnimationFrame(done))").await?;
        }
        self.finger("touchEnd", None).await;
        Ok(())
    }

    async fn place(&self, selector: &str, x: f64, y: f64) -> Result<(f64, f64), String> {
        let selector = Value::from(selector);
        self.until(&format!("document.querySelector({selector})?.getBoundingClientRect().width > 0")).await?;
        let script = format!(
            "(() => {{ const r = document.querySelector({selector}).getBoundingClientRect(); return [r.x + r.width * {x} / 100, r.y + r.height * {y} / 100] }})()"
        );
        let place = self.evaluate(&script).await?;
        Ok((place[0].as_f64().unwrap_or_default(), place[1].as_f64().unwrap_or_default()))
    }

    async fn finger(&self, kind: &str, at: Option<(f64, f64)>) {
        let points: Vec<Value> = at.into_iter().map(|(x, y)| json!({ "x": x, "y": y })).collect();
        self.input("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points })).await;
    }

    async fn key(&self, name: &str) {
        let code = if name == "Enter" { 13 } else { 8 };
        let text = if name == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let key = json!({ "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code, "text": text });
            self.input("Input.dispatchKeyEvent", key).await;
        }
    }

    async fn input(&self, method: &'static str, params: Value) {
        let page = self.page().await;
        let view = self.phone.host.view().clone();
        tokio::task::spawn_blocking(move || view.raw(page, method, &params).unwrap()).await.unwrap();
    }

    async fn run(&self, script: &str) {
        let app = self.phone.host.state().await.unwrap().app.expect("a mini program");
        if let Err(error) = self.phone.host.run_in_logic(&app, script).await {
            panic!("{script}: {error}");
        }
    }

    async fn page(&self) -> sampan::PageId {
        self.phone.host.state().await.unwrap().pages.last().expect("a page").page
    }

    async fn evaluate(&self, script: &str) -> Result<Value, String> {
        let page = self.page().await;
        self.phone.host.view().evaluate(page, script).await.map_err(|error| format!("{script}: {error}"))
    }

    async fn until(&self, condition: &str) -> Result<(), String> {
        let page = self.page().await;
        let limit = Instant::now() + PATIENCE;
        let mut last = Value::Null;
        while Instant::now() < limit {
            match self.phone.host.view().evaluate(page, condition).await {
                Ok(Value::Bool(true)) => return Ok(()),
                Ok(other) => last = other,
                Err(error) => last = error.into(),
            }
        }
        Err(format!("never true ({last}): {condition}"))
    }
}

fn lines(events: &[TraceEvent]) -> Vec<String> {
    let text = |event: &TraceEvent| match event {
        TraceEvent::Console { text, .. } => Some(text.clone()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

/// Whether the detail has everything that is wanted. More members are no fault: the vendors' have undocumented ones.
fn matches(wanted: &Value, detail: &Value) -> bool {
    match (wanted, detail) {
        (Value::String(kind), _) if kind == "<number>" => detail.is_number(),
        (Value::String(kind), _) if kind == "<string>" => {
            detail.as_str().is_some_and(|text| !text.is_empty())
        }
        (Value::String(kind), _) if kind == "<array>" => detail.is_array(),
        (Value::String(kind), _) if kind == "<object>" => detail.is_object(),
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Object(wanted), Value::Object(detail)) => {
            wanted.iter().all(|(key, value)| detail.get(key).is_some_and(|found| matches(value, found)))
        }
        (Value::Array(wanted), Value::Array(detail)) => {
            wanted.len() == detail.len() && wanted.iter().zip(detail).all(|(one, other)| matches(one, other))
        }
        _ => wanted == detail,
    }
}
