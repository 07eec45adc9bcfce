//! `wx`: callbacks, promises, synchronous twins, and the values that go through them.

mod support;

use futures::channel::oneshot;
use futures::executor::block_on;
use sampan_engine::logic::LogicCommand;
use serde_json::{Value, json};
use support::{launch, texts};

/// What a program that runs `code` in `onShow` does, until it logs `end`.
fn transcript(code: &str) -> Vec<String> {
    let app = format!("App({{ async onShow() {{ {code}\nsetTimeout(() => console.log('end'), 30) }} }})");
    let run = launch(&[("app.js", &app)]);
    run.hook("onShow", Value::Null);
    let mut lines = run.until("end");
    lines.remove(0);
    lines.pop();
    texts(&lines).into_iter().map(str::to_owned).collect()
}

#[test]
fn callbacks_run_once_with_complete_last() {
    let lines = transcript(
        "wx.echo({ a: 1, gone: undefined, f() {}, success: r => console.log('success', r.errMsg), fail: () => console.log('fail'), complete: r => console.log('complete', r.errMsg) });
         wx.refuse({ fail: r => console.log('refused', r), complete: () => console.log('complete') });
         console.log('after')",
    );
    assert_eq!(
        lines,
        [
            r#"call echo {"a":1}"#,
            "call refuse {}",
            "after",
            "success echo:ok",
            "complete echo:ok",
            r#"refused {"errMsg":"refuse:fail not today"}"#,
            "complete",
        ]
    );
}

#[test]
fn without_callbacks_a_promise_comes_back() {
    let lines = transcript(
        "console.log((await wx.echo({ a: [1] })).args); console.log((await wx.echo()).errMsg);
         try { await wx.refuse({}) } catch (e) { console.log('caught', e) }",
    );
    assert_eq!(
        lines,
        [
            r#"call echo {"a":[1]}"#,
            r#"{"a":[1]}"#,
            "call echo {}",
            "echo:ok",
            "call refuse {}",
            r#"caught {"errMsg":"refuse:fail not today"}"#,
        ]
    );
}

#[test]
fn an_exception_in_a_callback_is_told_and_stops_no_other() {
    let lines = transcript(
        "wx.echo({ success() { throw new TypeError('mine') }, complete: () => console.log('complete') })",
    );
    assert_eq!(lines[1..], ["ERROR app.js:1:56 TypeError: mine", "complete"]);
}

#[test]
fn sync_twins_take_values_in_order_and_return_the_result() {
    let lines = transcript(
        "wx.setStorageSync('k', { a: [1, 'ü'] }); console.log(wx.getStorageSync('k'));
         console.log(JSON.stringify(wx.getStorageSync('none'))); console.log(wx.getSystemInfoSync().errMsg);
         wx.setStorageSync('u')",
    );
    assert_eq!(
        lines,
        [
            r#"sync setStorage {"key":"k","data":{"a":[1,"ü"]}}"#,
            r#"sync getStorage {"key":"k"}"#,
            r#"{"a":[1,"ü"]}"#,
            r#"sync getStorage {"key":"none"}"#,
            r#""""#,
            "sync getSystemInfo {}",
            "getSystemInfo:ok",
            r#"sync setStorage {"key":"u"}"#,
        ]
    );
}

#[test]
fn dates_survive_storage() {
    let lines = transcript(
        "wx.setStorageSync('d', new Date(0)); const d = wx.getStorageSync('d'); console.log(d instanceof Date, d.getTime());
         await wx.setStorage({ key: 'e', data: new Date(1) }); const r = await wx.getStorage({ key: 'e' });
         console.log(r.data.getTime(), r.dataType)",
    );
    assert!(lines[0].contains(r#""dataType":"date""#), "{lines:?}");
    assert_eq!(lines[2], "true 0");
    assert_eq!(lines.last().unwrap(), "1 undefined");
}

#[test]
fn what_is_no_json_fails_without_a_call() {
    let lines = transcript(
        "const c = {}; c.c = c;
         wx.echo({ c, fail: r => console.log(r.errMsg.startsWith('echo:fail ')) });
         for (const v of [c, () => 1, 10n]) try { wx.setStorageSync('k', v) } catch (e) { console.log(e.message.startsWith('setStorage:fail ')) }",
    );
    assert_eq!(lines, ["true", "true", "true", "true"]);
}

#[test]
fn half_a_surrogate_pair_does_not_stop_a_call() {
    let lines = transcript(
        "console.log((await wx.echo({ s: 'a\\ud800', t: '\\\\ud800' })).args.s.length, '\\udc00')",
    );
    assert_eq!(lines[0], "call echo {\"s\":\"a\u{fffd}\",\"t\":\"\\\\ud800\"}");
    assert_eq!(lines[1], "2 \u{fffd}");
}

#[test]
fn console_shows_values_the_way_a_person_reads_them() {
    let lines = transcript(
        "const o = { a: [1, , 'x'], f() {}, n: null, u: undefined }; o.self = o;
         console.log('text', 1, o); console.info(new Map([[1, { b: 2 }]]), new Set(['s']), 5n, Symbol('y'));
         console.error(new RangeError('bad').message)",
    );
    assert_eq!(
        lines,
        [
            r#"text 1 {"a":[1,undefined,"x"],"f":[Function: f],"n":null,"u":undefined,"self":[Circular]}"#,
            r#"Map {1 => {"b":2}} Set {"s"} 5n Symbol(y)"#,
            "bad",
        ]
    );
}

#[test]
fn a_name_that_is_not_there_is_undefined_and_told_once() {
    let lines = transcript(
        "console.log(typeof wx.nope, wx.nope === undefined, 'nope' in wx, wx.canIUse('nope'));
         console.log(Object.keys(wx).includes('nope'), Object.keys(wx).includes('echo'), `${wx}`, JSON.stringify(wx));
         try { wx.nope() } catch (e) { console.log(e.name) }
         console.log((await wx) === wx, wx.other?.(), wx.hasOwnProperty('echo'));
         wx.own = () => 'mine'; console.log(wx.own(), Object.keys(wx).includes('own'))",
    );
    assert_eq!(
        lines,
        [
            "missing wx.nope",
            "undefined true false false",
            r#"false true [object Object] {"env":{"USER_DATA_PATH":"wxfile://usr"}}"#,
            "TypeError",
            "missing wx.other",
            "true undefined true",
            "mine true",
        ]
    );
}

#[test]
fn where_a_missing_name_was_looked_for_is_told() {
    let run = launch(&[("app.js", "App({})\nif (wx.nope) wx.nope()")]);
    let lines = run.until("missing");
    assert!(lines.last().unwrap().starts_with("missing wx.nope  [app.js:2:"), "{lines:?}");
}

#[test]
fn can_i_use_asks_the_table_for_parts_and_knows_what_the_program_has() {
    let lines = transcript(
        "console.log(wx.canIUse('echo'), wx.canIUse('nextTick'), wx.canIUse('scroll-view.scroll-top'), wx.canIUse('bluetooth-view'));
         console.log(wx.canIUse('echo.object.a')); console.log(wx.canIUse('echo.object.b')); console.log(wx.canIUse(), wx.canIUse({}))",
    );
    assert_eq!(
        lines,
        [
            "true true true false",
            r#"sync canIUse {"schema":"echo.object.a"}"#,
            "true",
            r#"sync canIUse {"schema":"echo.object.b"}"#,
            "false",
            "false false",
        ]
    );
}

#[test]
fn listeners_hear_until_they_are_taken_away() {
    let run = launch(&[(
        "app.js",
        "const a = d => console.log('a', d.theme), b = d => { console.log('b'); throw new Error('mine') };
         App({ onShow() { console.log('hook') }, onHide() { wx.offThemeChange(b) }, onPageNotFound() { wx.offThemeChange() } });
         wx.onThemeChange(b); wx.onThemeChange(a); wx.onThemeChange('no function'); wx.onAppShow(o => console.log('show', o.scene))",
    )]);
    let theme = || {
        run.send(LogicCommand::Event {
            name: "onThemeChange",
            detail: serde_json::json!({ "theme": "dark" }),
        });
    };
    run.until("launched");
    theme();
    run.hook("onHide", Value::Null);
    theme();
    run.hook("onPageNotFound", Value::Null);
    theme();
    run.hook("onShow", serde_json::json!({ "scene": 1001 }));
    let lines = run.until("show");
    assert_eq!(
        texts(&lines),
        ["b", "ERROR app.js:1:82 Error: mine", "a dark", "a dark", "hook", "show 1001"]
    );
}

#[test]
fn errors_and_rejections_can_be_listened_to() {
    let lines = transcript(
        "wx.onError(m => console.log('heard', m.split('\\n')[0])); wx.onUnhandledRejection(r => console.log('rejected', r.reason));
         setTimeout(() => { throw new Error('late') }, 0); Promise.reject('no')",
    );
    assert_eq!(lines, ["rejected no", "ERROR app.js:2:39 Error: late", "heard Error: late"]);
}

#[test]
fn the_programs_own_functions_need_no_host() {
    let lines = transcript(
        "console.log(wx.env.USER_DATA_PATH, wx.arrayBufferToBase64(new Uint8Array([0, 255]).buffer));
         console.log(new Uint8Array(wx.base64ToArrayBuffer('AP8')), new Uint8Array(wx.base64ToArrayBuffer('A P8=\\n'))[1]);
         for (const f of [() => wx.base64ToArrayBuffer('?'), () => wx.arrayBufferToBase64('x'), () => wx.createWorker('w.js')]) try { f() } catch (e) { console.log(e.message) }
         wx.getUpdateManager().onCheckForUpdate(r => console.log('update', r.hasUpdate)); wx.getUpdateManager().onUpdateReady(() => {});
         wx.getRealtimeLogManager().tag('shop').info('paid', 1); wx.getLogManager({ level: 0 }).warn('low');
         wx.reportEvent('e', {}); console.log(wx.getPerformance().getEntries().length)",
    );
    assert_eq!(
        lines,
        [
            "wxfile://usr AP8=",
            "Uint8Array (2 bytes) 255",
            "not base64: Invalid symbol 63, offset 0.",
            "Error converting from js 'string' into type 'ArrayBuffer'",
            "createWorker:fail workers are not there; run the code in the page",
            "[shop] paid 1",
            "low",
            "0",
            "update false",
        ]
    );
}

#[test]
fn the_file_system_has_methods_with_twins_and_its_bytes_are_buffers() {
    let lines = transcript(
        "const fs = wx.getFileSystemManager(); console.log(fs === wx.getFileSystemManager(), 'readFile' in wx, typeof fs.readFileSync);
         const b = fs.readFileSync('f'); console.log(b instanceof ArrayBuffer, new Uint8Array(b)[1]);
         fs.writeFileSync('f', new Uint8Array([7, 0, 255, 7]).subarray(1, 3));
         console.log(fs.statSync('d').isDirectory(), fs.statSync('d').isFile(), fs.statSync('d').size);
         const room = new ArrayBuffer(3); const r = fs.readSync({ fd: '1', arrayBuffer: room, offset: 1, length: 99 });
         console.log(r.bytesRead, r.arrayBuffer === room, [...new Uint8Array(room)]);
         try { fs.accessSync('x') } catch (e) { console.log(e.message) }
         console.log(fs.access({ path: 'x' })); fs.access({ path: 'x', fail: e => console.log(e.errMsg) });
         fs.readFile({ filePath: 'f', success: r => console.log(r.data.byteLength) })",
    );
    assert_eq!(
        lines,
        [
            "true false function",
            r#"sync FileSystemManager.readFile {"filePath":"f"}"#,
            "true 255",
            r#"sync FileSystemManager.writeFile {"filePath":"f","data":{"$arrayBuffer":"AP8="}}"#,
            r#"sync FileSystemManager.stat {"path":"d"}"#,
            r#"sync FileSystemManager.stat {"path":"d"}"#,
            r#"sync FileSystemManager.stat {"path":"d"}"#,
            "true false 7",
            r#"sync FileSystemManager.read {"fd":"1","length":2}"#,
            "2 true [0,0,255]",
            r#"sync FileSystemManager.access {"path":"x"}"#,
            "accessSync:fail no such file or directory x",
            r#"call FileSystemManager.access {"path":"x"}"#,
            "undefined",
            r#"call FileSystemManager.access {"path":"x"}"#,
            r#"call FileSystemManager.readFile {"filePath":"f"}"#,
            "access:fail no such file or directory x",
            "2",
        ]
    );
}

#[test]
fn a_sound_tells_what_happens_to_it() {
    let run = launch(&[(
        "app.js",
        "App({}); const a = globalThis.a = wx.createInnerAudioContext(); a.src = 'long.mp3'; a.startTime = 1;
         a.onPlay(() => console.log('play', a.duration, a.paused)); a.onEnded(() => console.log('ended', a.currentTime, a.paused));
         a.onPause(() => console.log('pause', a.currentTime >= 1)); a.onStop(() => console.log('stop', a.currentTime));
         a.play(); a.play();
         const empty = wx.createInnerAudioContext(); empty.onError(e => console.log('error', e.errMsg)); empty.play()",
    )]);
    let began = || {
        run.send(LogicCommand::Event {
            name: "audio",
            detail: serde_json::json!({ "id": 1, "duration": 9.5 }),
        });
    };
    let line = |script: &str| {
        run.send(LogicCommand::Run { id: 1, script: script.into() });
        let mut lines = run.until("1 gives");
        lines.pop();
        texts(&lines).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let lines = run.until("launched");
    let play =
        r#"call InnerAudioContext.play {"id":1,"src":"long.mp3","from":1,"rate":1,"inBackground":false}"#;
    assert_eq!(
        texts(&lines)[..2],
        [play, "error src is empty"],
        "one call, however often it is asked to play"
    );
    began();
    assert_eq!(texts(&[run.next()]), ["play 9.5 false"]);
    assert_eq!(line("a.pause(); a.pause(); 0"), [r#"call InnerAudioContext.stop {"id":1}"#, "pause true"]);
    assert_eq!(line("a.seek(4); a.currentTime"), Vec::<String>::new());
    assert_eq!(line("a.play(); 0"), [play.replace(r#""from":1"#, r#""from":4"#)]);
    assert_eq!(line("a.stop(); 0"), [r#"call InnerAudioContext.stop {"id":1}"#, "stop 0"]);
    // This one is over as soon as it is asked for.
    line("a.src = 'short.mp3'; a.startTime = 0; 0");
    line("a.play(); 0");
    assert_eq!(texts(&[run.next()]), ["ended 0 true"]);
}

#[test]
fn a_task_comes_back_at_once_and_bytes_are_array_buffers() {
    let app = "App({ onShow() {
        const task = wx.fetch({ data: new Uint8Array([1, 2]).buffer, part: new Uint8Array([9, 0, 255]).subarray(1), success: () => console.log('end') });
        const heard = p => console.log('progress', [...new Uint8Array(p.data)].join());
        task.onProgressUpdate(heard); task.onProgressUpdate('no function');
        console.log(Object.keys(task).join(), task instanceof Promise);
        task.abort() } })";
    let run = launch(&[("app.js", app)]);
    run.hook("onShow", Value::Null);
    // The first call of the first run; the other number is nobody's.
    for task in [(1 << 32) + 1, 7] {
        let (done, mut heard) = oneshot::channel();
        let detail = json!({ "data": { "$arrayBuffer": "AQI=" } });
        run.send(LogicCommand::TaskEvent { id: task, event: "progressUpdate", detail, done });
        // It ends when the event has been carried out.
        assert!(block_on(&mut heard).is_err());
    }
    let lines = run.until("end");
    assert_eq!(
        texts(&lines),
        [
            "launched",
            r#"call fetch {"data":{"$arrayBuffer":"AQI="},"part":{"$arrayBuffer":"AP8="}}"#,
            "onProgressUpdate,offProgressUpdate,abort false",
            r#"call stop {"task":4294967297}"#,
            "progress 1,2",
            "end",
        ]
    );
}

#[test]
fn a_recorder_reckons_its_pauses() {
    let run = launch(&[(
        "app.js",
        "App({}); const r = globalThis.r = wx.getRecorderManager(); for (const name of ['Start', 'Pause', 'Resume', 'Error'])
           r[`on${name}`](e => console.log(name, e?.errMsg));
         r.stop(); r.start({ duration: 600000 }); r.start();
         console.log(wx.getRecorderManager() === r, wx.canIUse('RecorderManager.pause'), wx.canIUse('VideoContext.seek'))",
    )]);
    let line = |script: &str| {
        run.send(LogicCommand::Run { id: 1, script: script.into() });
        let mut lines = run.until("1 gives");
        lines.pop();
        texts(&lines).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let lines = run.until("launched");
    assert_eq!(
        texts(&lines)[..4],
        [
            "Error operateRecorder:fail recorder not start",
            "call RecorderManager.start {}",
            "Error operateRecorder:fail is recording or paused",
            "true true true",
        ]
    );
    assert_eq!(line("r.pause(); 0"), ["Error operateRecorder:fail not recording"], "it is not allowed yet");
    run.send(LogicCommand::Event { name: "recorder", detail: Value::Null });
    assert_eq!(texts(&[run.next()]), ["Start undefined"]);
    assert_eq!(line("r.pause(); r.resume(); 0"), ["Pause undefined", "Resume undefined"]);
    let stop = line("r.pause(); r.stop(); 0");
    assert!(stop[1].starts_with(r#"call RecorderManager.stop {"paused":"#), "{stop:?}");
}
