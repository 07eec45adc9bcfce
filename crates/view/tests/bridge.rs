//! The bridge in a real page: there from the start, answers to the right document, and to nobody else.

mod support;

use sampan_engine::view::{Act, View, ViewEvent};
use serde_json::json;
use support::{Host, Server, options};

#[test]
fn a_call_comes_back_answered() {
    let page =
        "<script>WeixinJSBridge.invoke('getStorage',{key:'cart',f(){},u:undefined},r=>report(r))</script>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    let (document, origin, calls) = host.calls(page);
    assert_eq!(origin, server.origin);
    assert_eq!(calls, [(1, "getStorage".to_owned(), r#"{"key":"cart"}"#.to_owned())]);
    host.reply(page, document, &[(1, r#"{"errMsg":"getStorage:ok","data":1}"#)]);
    assert_eq!(host.report(page), r#"[{"errMsg":"getStorage:ok","data":1}]"#);
}

#[test]
fn the_bridge_is_there_before_the_first_script_of_every_document() {
    let page = "<script>report(typeof WeixinJSBridge?.invoke, __wxjs_environment, typeof __sampanPost, typeof wx, \
                navigator.userAgent.includes(' miniProgram TMA/app-1'), document.readyState)</script>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let app = host.open("app-1");
    for round in 0..6 {
        let page = app.load(&server.url("/"));
        let expected = r#"["function","miniprogram","undefined","undefined",true,"loading"]"#;
        assert_eq!(host.report(page), expected, "new page {round}");
        host.loaded(page);
        host.view.act(page, Act::Reload);
        assert_eq!(host.report(page), expected, "reload {round}");
        host.loaded(page);
        host.view.load(&app.id, page, &server.url("/").replace("127.0.0.1", "localhost"));
        assert_eq!(host.report(page), expected, "other site {round}");
        host.view.close(page);
    }
}

#[test]
fn calls_of_one_microtask_are_one_message_and_every_answer_finds_its_call() {
    let page = "<script>for (const name of ['a','b','c']) \
                WeixinJSBridge.invoke(name,{},r=>{report(name,r,Object.getPrototypeOf(r)===Object.prototype)})</script>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    let (document, _, calls) = host.calls(page);
    assert_eq!(calls.iter().map(|call| call.1.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
    let tricky = r#"{"s":"</script>\u2028'\"\\","__proto__":{"x":1}}"#;
    host.reply(page, document, &[(3, "{}"), (1, tricky), (99, "{}"), (3, r#"{"again":1}"#)]);
    assert_eq!(host.report(page), r#"["c",{},true]"#);
    assert_eq!(
        host.report(page),
        "[\"a\",{\"s\":\"</script>\u{2028}'\\\"\\\\\",\"__proto__\":{\"x\":1}},true]"
    );
    host.reply(page, document, &[(1, r#"{"again":1}"#), (2, "{}")]);
    assert_eq!(host.report(page), r#"["b",{},true]"#, "an answer counts once");
}

#[test]
fn child_frames_and_script_worlds_cannot_call() {
    let try_all = "<script>const all=w=>{try{return [typeof w.WeixinJSBridge,typeof w.__sampanPost]}catch(e){return e.name}};\
        report(location.href.slice(0,12),all(window));try{__sampanPost('[[1,\"evil\",{}]]')}catch{}</script>";
    let server = Server::start(&[
        ("/child", try_all),
        (
            "/",
            "<body><script>const frame=a=>new Promise(done=>{const f=document.createElement('iframe');\
             Object.assign(f,a);f.onload=()=>done(f);document.body.append(f)});\
             (async()=>{\
             const blank=document.createElement('iframe');document.body.append(blank);\
             const found=[];for(const w of [blank.contentWindow,(await frame({src:'/child'})).contentWindow,\
             (await frame({srcdoc:'<p>x'})).contentWindow,(await frame({src:'about:blank'})).contentWindow,\
             (await frame({src:URL.createObjectURL(new Blob(['<p>x'],{type:'text/html'}))})).contentWindow]){\
             found.push(typeof w.WeixinJSBridge);\
             try{w.__sampanPost('[[1,\"evil\",{}]]');found.push('posted')}catch{found.push('gone')}}\
             const box=await frame({src:'/child',sandbox:'allow-scripts'});\
             const foreign=await frame({src:location.href.replace('127.0.0.1','localhost')+'child'});\
             report('done',found);WeixinJSBridge.invoke('mine',{})})()</script>",
        ),
    ]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    let (document, _, calls) = host.calls(page);
    assert_eq!(calls[0].1, "mine", "the first call accepted is the page's own");
    // Even with the native function in hand, the browser tells who calls.
    host.view.raw(page, "Runtime.removeBinding", &json!({ "name": "__sampanPost" })).unwrap();
    host.view.raw(page, "Runtime.addBinding", &json!({ "name": "__sampanPost" })).unwrap();
    host.run(page, "frames[1].__sampanPost('[[1,\"evil\",{}]]'), 0");
    let reason = host.wait("RefusedCall", |event| match event {
        ViewEvent::RefusedCall { reason, .. } => Some(reason.clone()),
        _ => None,
    });
    assert!(reason.contains("child frame (http://127.0.0.1"), "{reason}");
    for malformed in ["", "{}", "[[1]]", "[[1,\"a\",", "[[-1,\"a\",1]]"] {
        host.run(page, &format!("__sampanPost({malformed:?}), 0"));
        host.wait("RefusedCall", |event| matches!(event, ViewEvent::RefusedCall { .. }).then_some(()));
    }
    host.reply(page, document, &[(1, "{}")]);
}

#[test]
fn an_answer_never_reaches_another_document() {
    let page = "<script>WeixinJSBridge.invoke('who',{},r=>report(location.pathname,r))</script>";
    let server = Server::start(&[("/a", page), ("/b", page)]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/a"));
    let (old, ..) = host.calls(page);
    host.leave(page, "location.href='/b',0");
    let (new, _, calls) = host.calls(page);
    assert_ne!(old, new);
    assert_eq!(calls[0].0, 1, "the new document counts from one again");
    host.reply(page, old, &[(1, r#"{"for":"a"}"#)]);
    host.reply(page, new, &[(1, r#"{"for":"b"}"#)]);
    assert_eq!(host.report(page), r#"["/b",{"for":"b"}]"#);
}

#[test]
fn a_page_that_replaces_the_built_ins_harms_only_itself() {
    let hostile = "<script>const p=JSON.parse,t=x=>String(x);\
        for(const key of ['r','0','1','length','get','capture'])Object.defineProperty(Object.prototype,key,{get(){throw 1},set(v){\
        Object.defineProperty(this,key,{value:v,writable:true,configurable:true,enumerable:true})}});\
        const log=console.log;JSON.stringify=JSON.parse=Reflect.apply=queueMicrotask=()=>{throw 2};\
        Function.prototype.call=Function.prototype.apply=Array.prototype.push=Array.prototype[Symbol.iterator]=()=>{throw 3};\
        Map.prototype.get=Promise.prototype.then=String.prototype.toWellFormed=()=>{throw 4};\
        WeixinJSBridge.invoke('x',{a:1},r=>log('report '+r.data))</script>";
    let server = Server::start(&[("/", hostile)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    let (document, _, calls) = host.calls(page);
    assert_eq!(calls, [(1, "x".to_owned(), r#"{"a":1}"#.to_owned())]);
    host.reply(page, document, &[(1, r#"{"data":"fine"}"#)]);
    assert_eq!(host.report(page), "fine");
}

#[test]
fn arguments_that_are_no_json_fail_in_the_callback() {
    let page = "<script>const loop={};loop.loop=loop;let sync=true;\
                WeixinJSBridge.invoke('a',loop,r=>report(r.errMsg.split(' ')[0],sync));\
                WeixinJSBridge.invoke('b',{n:1n},r=>report(r.errMsg.split(' ')[0],sync));\
                WeixinJSBridge.invoke('long',{s:'x'.repeat(1<<24)},r=>report(r.errMsg,sync));\
                WeixinJSBridge.invoke('c',{n:NaN,s:'\\ud800'});WeixinJSBridge.invoke('d\\ud800');sync=false</script>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    assert_eq!(host.report(page), r#"["a:fail",false]"#);
    assert_eq!(host.report(page), r#"["b:fail",false]"#);
    assert_eq!(host.report(page), r#"["long:fail the arguments are longer than 16 MiB",false]"#);
    let (_, _, calls) = host.calls(page);
    assert_eq!(calls[0].2, r#"{"n":null,"s":"\ud800"}"#);
    assert_eq!((calls[1].1.as_str(), calls[1].2.as_str()), ("d\u{fffd}", "null"));
}

#[test]
fn events_replace_their_handler_and_ready_comes_once() {
    let page = "<script>let ready=0;document.addEventListener('WeixinJSBridgeReady',()=>{ready++;\
                WeixinJSBridge.on('e',()=>report('old'));WeixinJSBridge.on('e',p=>{report(p,ready);throw Error('mine')});\
                WeixinJSBridge.on('f',p=>report('f',p,ready))});\
                onload=()=>setTimeout(()=>report('loaded',ready))</script>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    assert_eq!(host.report(page), r#"["loaded",1]"#);
    host.view.emit(page, "nobody", &json!({}));
    host.view.emit(page, "e", &json!({ "data": 1 }));
    assert_eq!(host.report(page), r#"[{"data":1},1]"#);
    let text = host.wait("Error", |event| match event {
        ViewEvent::Error { text, .. } => Some(text.clone()),
        _ => None,
    });
    assert!(text.contains("mine"), "{text}");
    host.view.emit(page, "f", &json!({}));
    assert_eq!(host.report(page), r#"["f",{},1]"#);
}

#[test]
fn uni_app_messages_mean_mini_program_calls() {
    let page = "<script>const post=(name,arg)=>window.parent.postMessage({type:'WEB_INVOKE_APPSERVICE',\
                data:{options:{timestamp:+new Date},name,arg},pageId:''},'*');\
                post('getEnv',{});post('navigateTo',{url:'/pages/a/a'})</script>\
                <iframe srcdoc=\"<script>parent.postMessage({type:'WEB_INVOKE_APPSERVICE',data:{name:'reLaunch',arg:{}}},'*');\
                parent.report('framed')</script>\"></iframe>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    let (_, _, calls) = host.calls(page);
    assert_eq!(
        calls,
        [(
            1,
            "invokeMiniProgramAPI".to_owned(),
            r#"{"name":"navigateTo","arg":{"url":"/pages/a/a"}}"#.to_owned()
        )]
    );
    host.loaded(page);
    host.run(page, "WeixinJSBridge.invoke('end'),0");
    assert_eq!(host.calls(page).2[0].1, "end", "a frame's message is no call of the page");
}
