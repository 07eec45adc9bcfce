//! What a page asks of the person: dialogs and files. It waits, and it never waits for nobody.

mod support;

use sampan_engine::device::Picture;
use sampan_engine::view::{Act, View, ViewEvent};
use support::{Host, Server, options};

fn answer(accept: bool, text: Option<&str>) -> Act {
    Act::AnswerDialog { accept, text: text.map(str::to_owned) }
}

#[test]
fn a_dialog_waits_for_its_answer() {
    let page = "<script>report(alert('hi'),confirm('sure?'),prompt('name?','you'),prompt('no?'))</script>";
    let server = Server::start(&[("/", page)]);
    let mut host = Host::start(options());
    let page = host.open("one").load(&server.url("/"));
    assert_eq!(host.dialog(page), "alert hi ");
    host.view.act(page, answer(true, None));
    assert_eq!(host.dialog(page), "confirm sure? ");
    host.view.act(page, answer(true, None));
    assert_eq!(host.dialog(page), "prompt name? you");
    host.view.act(page, answer(true, Some("\"me\" 我")));
    assert_eq!(host.dialog(page), "prompt no? ");
    host.view.act(page, answer(false, Some("unheard")));
    assert_eq!(host.report(page), r#"[null,true,"\"me\" 我",null]"#);
    // Nothing is open: no answer is too many.
    host.view.act(page, answer(true, None));
    assert_eq!(host.run(page, "6*7"), 42);
    assert!(!host.passed.iter().any(|event| event.contains("DialogGone")), "{:?}", host.passed);
}

#[test]
fn a_dialog_whose_page_goes_is_gone() {
    let server = Server::start(&[("/", "<script>confirm('stay?')</script>"), ("/b", "<p>b")]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.dialog(page);
    host.view.load(&app.id, page, &server.url("/b"));
    host.wait("DialogGone", |event| match event {
        ViewEvent::DialogGone { page: of } => (*of == page).then_some(()),
        _ => None,
    });
    host.shows(page, "b");

    // Closed under an open dialog, it reports nothing more, and the others go on.
    let other = app.load(&server.url("/"));
    host.dialog(other);
    host.view.close(other);
    assert_eq!(host.run(page, "1+1"), 2);
}

#[test]
fn leaving_a_page_that_objects_is_a_question() {
    let page = "<script>window.onbeforeunload=event=>event.preventDefault()</script>";
    let server = Server::start(&[("/", page), ("/b", "<p>b")]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.loaded(page);
    // Without a tap before, a browser does not ask.
    host.run(page, "0");
    host.leave(page, "setTimeout(() => location.href = '/b')");
    assert!(host.dialog(page).starts_with("beforeunload"));
    host.view.act(page, answer(false, None));
    assert_eq!(host.run(page, "location.pathname"), "/");
    host.leave(page, "setTimeout(() => location.href = '/b')");
    host.dialog(page);
    host.view.act(page, answer(true, None));
    host.shows(page, "b");
}

const INPUT: &str = "<input type=file id=f accept='image/*'><input type=file id=many multiple><script>\
    const tell = async (event) => report(event.type, await Promise.all([...event.target.files].map(async (file) => \
    [file.type, file.name.split('.').pop(), ...new Uint8Array(await file.arrayBuffer())])));\
    for (const input of [f, many]) input.onchange = input.oncancel = tell</script>";

#[test]
fn a_file_input_gets_the_pictures_and_nothing_when_there_are_none() {
    let server = Server::start(&[("/", INPUT)]);
    let mut host = Host::start(options());
    let app = host.open("one");
    let page = app.load(&server.url("/"));
    host.loaded(page);
    let picture = |byte, extension: &str| Picture { bytes: vec![byte, 0, 255], extension: extension.into() };
    let chooser = |host: &mut Host, script: &str| {
        host.run(page, script);
        host.wait("FileChooser", |event| match event {
            ViewEvent::FileChooser { page: of, multiple } if *of == page => Some(*multiple),
            _ => None,
        })
    };
    assert!(!chooser(&mut host, "f.click()"));
    host.view.act(page, Act::ChooseFiles(vec![picture(1, "jpg"), picture(2, "png")]));
    assert_eq!(host.report(page), r#"["change",[["image/jpeg","jpg",1,0,255]]]"#, "one only");

    assert!(!chooser(&mut host, "f.click()"));
    host.view.act(page, Act::ChooseFiles(Vec::new()));
    assert_eq!(host.report(page), r#"["cancel",[["image/jpeg","jpg",1,0,255]]]"#, "the input is as it was");

    assert!(chooser(&mut host, "many.click()"));
    host.view.act(page, Act::ChooseFiles(vec![picture(3, "png"), picture(4, "webp")]));
    assert_eq!(
        host.report(page),
        r#"["change",[["image/png","png",3,0,255],["image/webp","webp",4,0,255]]]"#
    );
    // Nobody asked.
    host.view.act(page, Act::ChooseFiles(vec![picture(5, "png")]));
    assert_eq!(host.run(page, "many.files.length"), 2);
}
