//! The mini program's own code: `wx` with callbacks, promises and `…Sync` twins, and what the super-app adds to it.

mod support;

use serde_json::{Value, json};
use support::{Phone, mini_program, write};

/// Runs a body of an async function in the mini program's page; what it returns, as JSON.
async fn run(body: &str, files: &[(&str, &str)]) -> Value {
    let app = mini_program("file://h5/index.html");
    let page = format!(
        "Page({{ data: {{ src: 'file://h5/index.html' }}, onLoaded() {{ console.log('load {{}}'); this.go() }},
        async go() {{ try {{ const value = await (async () => {{ {body} }})(); console.log('value', JSON.stringify(value)) }}
        catch (error) {{ console.log('value', JSON.stringify({{ thrown: error.errMsg ?? String(error) }})) }} }} }})"
    );
    write(app.path(), "pages/index/index.js", &page);
    for (path, text) in files {
        write(app.path(), path, text);
    }
    let mut phone = Phone::run(app).await;
    serde_json::from_str(&phone.logged("value").await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_by_promise_callback_and_sync() {
    let body = "await wx.setStorage({ key: 'a', data: { n: [1] } })
        const byCallback = await new Promise(done => wx.getStorage({ key: 'a', success: done }))
        wx.setStorageSync('d', new Date(0)); const date = wx.getStorageSync('d')
        const order = []; await new Promise(done => wx.getStorage({ key: 'none', success() { order.push('success') }, fail(e) { order.push(e.errMsg) }, complete() { order.push('complete'); done() } }))
        const info = wx.getStorageInfoSync(); wx.removeStorageSync('a'); wx.clearStorageSync()
        return [byCallback, date instanceof Date && date.getTime(), order, info.keys, wx.getStorageSync('a')]";
    let expected = json!([
        {"data": {"n": [1]}, "errMsg": "getStorage:ok"}, 0,
        ["getStorage:fail data not found", "complete"], ["a", "d"], ""
    ]);
    assert_eq!(run(body, &[]).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn routes_answer_here_and_say_why_they_fail() {
    let body = "const fails = []
        for (const go of [() => wx.navigateTo({ url: '/pages/a/a' }), () => wx.switchTab({ url: '/pages/other/other' }), () => wx.navigateBack(),
          () => wx.redirectTo({ url: '/nowhere' }), () => wx.navigateTo({})]) await go().catch(e => fails.push(e.errMsg))
        const ok = await wx.navigateTo({ url: '../other/other?x=1' })
        return [fails, ok.errMsg, getCurrentPages().map(page => page.route)]";
    let expected = json!([
        [
            "navigateTo:fail can not navigateTo a tabbar page",
            "switchTab:fail can not switch to no-tabBar page",
            "navigateBack:fail cannot navigate back at first page.",
            "redirectTo:fail page \"nowhere\" is not found",
            "navigateTo:fail parameter error: parameter.url should be String instead of Undefined;",
        ],
        "navigateTo:ok",
        ["pages/index/index", "pages/other/other"],
    ]);
    assert_eq!(run(body, &[]).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_interfaces_from_every_file_that_may_declare_them() {
    let files = [
        (
            "sampan.toml",
            "[plugins.fromToml]\nreply = { from = \"toml\" }\n[plugins.fromCommand]\ncommand = [\"cat\"]\n[plugins.slow]\ncommand = [\"sleep\", \"60\"]\ntimeout = 0.2\n",
        ),
        (
            "project.config.json",
            r#"{"appid":"mp6iu47n4rps6zwz","mockConfig":{"globalOpen":true,"rules":[
            {"apiName":"fromMock","enable":true,"returnType":"succ","resStr":"{\"from\":\"mock\"}"},
            {"apiName":"mockFails","enable":true,"returnType":"fail","resStr":"{\"errMsg\":\"no luck\"}"}]}}"#,
        ),
        (
            "tcmpp-custom-config.json",
            r#"{"extApi":[{"name":"fromMock","sync":true,"params":{}},{"name":"fromCommand","sync":false,"params":{"a":1,"b":2}}]}"#,
        ),
    ];
    let body = "const call = (api_name, data) => wx.invokeNativePlugin({ api_name, data }).catch(e => e)
        return [await call('fromToml'), (await call('fromCommand', { x: 1 })).data, await call('fromMock'), (await call('mockFails')).errMsg, (await call('slow')).errMsg,
          wx.invokeNativePlugin({ api_name: 'fromToml', sync: true }).from, wx.fromMock(), (await wx.fromCommand({ b: 3 })).data]";
    let expected = json!([
        {"from": "toml", "errMsg": "invokeNativePlugin:ok"}, {"x": 1}, {"from": "mock", "errMsg": "invokeNativePlugin:ok"},
        "invokeNativePlugin:fail no luck", "invokeNativePlugin:fail sleep did not answer within 0.2 s",
        "toml", {"from": "mock", "errMsg": "fromMock:ok"}, {"a": 1, "b": 3}
    ]);
    assert_eq!(run(body, &files).await, expected);
}
