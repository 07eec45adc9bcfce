//! Transcripts of files: what can be done where, and in which words it fails.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::device::Consent;
use crate::logic::LogicEvent;
use crate::testing::Phone;

fn fs(phone: &mut Phone, method: &str, args: Value) -> Value {
    phone.wx("mpshop", &format!("FileSystemManager.{method}"), args)
}

fn status(phone: &mut Phone, method: &str, args: Value) -> String {
    fs(phone, method, args)["errMsg"].as_str().unwrap_or_default().to_owned()
}

fn usr(name: &str) -> String {
    format!("wxfile://usr/{name}")
}

fn write(phone: &mut Phone, name: &str, text: &str) {
    let args = json!({"filePath": usr(name), "data": text});
    assert_eq!(status(phone, "writeFile", args), "writeFile:ok", "{name}");
}

fn bytes(data: &[u8]) -> Value {
    json!({ "$arrayBuffer": STANDARD.encode(data) })
}

#[test]
fn what_was_written_is_read_in_every_encoding_and_in_parts() {
    let mut phone = Phone::shop();
    write(&mut phone, "a.txt", "茶 tea");
    let mut read = |args: Value| {
        let mut all = json!({"filePath": usr("a.txt")});
        all.as_object_mut().unwrap().extend(args.as_object().unwrap().clone());
        fs(&mut phone, "readFile", all)
    };
    assert_eq!(read(json!({"encoding": "utf-8"}))["data"], "茶 tea");
    assert_eq!(read(json!({}))["data"], bytes("茶 tea".as_bytes()));
    assert_eq!(read(json!({"encoding": "utf8", "position": 4, "length": 3}))["data"], "tea");
    assert_eq!(read(json!({"encoding": "hex", "position": 4}))["data"], "746561");
    assert_eq!(
        read(json!({"position": 5, "length": 3}))["errMsg"],
        "readFile:fail the value of \"position\" or \"length\" is out of range"
    );
    assert_eq!(
        read(json!({"position": -1}))["errMsg"],
        "readFile:fail parameter error: parameter.position should be at least 0;"
    );
    assert!(read(json!({"encoding": "klingon"}))["errMsg"].as_str().unwrap().starts_with("readFile:fail"));
    let args = json!({"filePath": usr("a.txt"), "data": bytes(b"!\0"), });
    assert_eq!(status(&mut phone, "appendFile", args), "appendFile:ok");
    let info = fs(&mut phone, "getFileInfo", json!({"filePath": usr("a.txt"), "digestAlgorithm": "sha1"}));
    assert_eq!(info["size"], 9);
    assert_eq!(info["digest"].as_str().unwrap().len(), 40);
}

#[test]
fn failures_are_in_the_words_of_the_documentation() {
    let mut phone = Phone::shop();
    write(&mut phone, "a", "1");
    status(&mut phone, "mkdir", json!({"dirPath": usr("d")}));
    write(&mut phone, "d/b", "2");
    for (method, args, expected) in [
        ("access", json!({"path": usr("x")}), "access:fail no such file or directory wxfile://usr/x"),
        (
            "readFile",
            json!({"filePath": usr("x")}),
            "readFile:fail no such file or directory, open wxfile://usr/x",
        ),
        ("readFile", json!({"filePath": usr("d")}), "readFile:fail permission denied, open wxfile://usr/d"),
        (
            "writeFile",
            json!({"filePath": usr("x/y"), "data": ""}),
            "writeFile:fail no such file or directory, open wxfile://usr/x/y",
        ),
        (
            "writeFile",
            json!({"filePath": "/app.json", "data": ""}),
            "writeFile:fail permission denied, open /app.json",
        ),
        (
            "writeFile",
            json!({"filePath": usr("a"), "data": 5}),
            "writeFile:fail parameter error: parameter.data should be String instead of Number;",
        ),
        (
            "appendFile",
            json!({"filePath": usr("d"), "data": ""}),
            "appendFile:fail illegal operation on a directory, open \"wxfile://usr/d\"",
        ),
        ("mkdir", json!({"dirPath": usr("d")}), "mkdir:fail file already exists wxfile://usr/d"),
        ("mkdir", json!({"dirPath": usr("x/y")}), "mkdir:fail no such file or directory wxfile://usr/x/y"),
        ("rmdir", json!({"dirPath": usr("d")}), "rmdir:fail directory not empty"),
        ("readdir", json!({"dirPath": usr("a")}), "readdir:fail not a directory wxfile://usr/a"),
        (
            "unlink",
            json!({"filePath": usr("d")}),
            "unlink:fail operation not permitted, unlink wxfile://usr/d",
        ),
        (
            "rename",
            json!({"oldPath": usr("x"), "newPath": usr("y")}),
            "rename:fail no such file or directory, rename wxfile://usr/x -> wxfile://usr/y",
        ),
        (
            "copyFile",
            json!({"srcPath": usr("a"), "destPath": "/y"}),
            "copyFile:fail permission denied, copyFile wxfile://usr/a -> /y",
        ),
        ("saveFile", json!({"tempFilePath": usr("a")}), "saveFile:fail tempFilePath file not exist"),
        ("removeSavedFile", json!({"filePath": usr("a")}), "removeSavedFile:fail file not exist"),
        ("getFileInfo", json!({"filePath": usr("x")}), "getFileInfo:fail file not exist"),
        ("close", json!({"fd": "9"}), "close:fail bad file descriptor"),
        (
            "unzip",
            json!({"zipFilePath": usr("x"), "targetPath": usr("z")}),
            "unzip:fail no such file or directory, unzip wxfile://usr/x -> wxfile://usr/z",
        ),
    ] {
        assert_eq!(status(&mut phone, method, args.clone()), expected, "{method} {args}");
    }
    let rmdir = json!({"dirPath": usr("d"), "recursive": true});
    assert_eq!(status(&mut phone, "rmdir", rmdir), "rmdir:ok");
    assert_eq!(status(&mut phone, "mkdir", json!({"dirPath": usr("p/q"), "recursive": true})), "mkdir:ok");
}

#[test]
fn nothing_leads_out_of_the_folder_and_the_package_can_be_read_only() {
    let mut phone = Phone::shop();
    for path in [
        "wxfile://usr/../storage.db",
        "wxfile://usr/a/../../x",
        "/etc/passwd",
        "../app.json",
        "file:///etc/passwd",
        "wxfile://store/../usr/a",
        "sampan.toml",
        "project.config.json",
        "a\0b",
        "",
    ] {
        let read = status(&mut phone, "readFile", json!({"filePath": path, "encoding": "utf8"}));
        assert!(read.starts_with("readFile:fail"), "{path:?}: {read}");
        let written = status(&mut phone, "writeFile", json!({"filePath": path, "data": "x"}));
        assert!(written.starts_with("writeFile:fail permission denied"), "{path:?}: {written}");
        assert!(status(&mut phone, "access", json!({"path": path})).contains("fail"), "{path:?}");
    }
    let read = fs(&mut phone, "readFile", json!({"filePath": "/app.json", "encoding": "utf8"}));
    assert!(read["data"].as_str().unwrap().contains("tabBar"));
    assert_eq!(fs(&mut phone, "readdir", json!({"dirPath": "pages/a"}))["files"], json!(["a.js"]));
    assert_eq!(
        status(&mut phone, "unlink", json!({"filePath": "app.json"})),
        "unlink:fail permission denied, open app.json"
    );
}

#[cfg(unix)]
#[test]
fn a_link_in_the_folder_is_not_followed() {
    let mut phone = Phone::shop();
    write(&mut phone, "a", "1");
    let folder = phone.data_dir().join("files/somebody/mpshop/usr");
    std::os::unix::fs::symlink("/etc", folder.join("link")).unwrap();
    for (method, args) in [
        ("readFile", json!({"filePath": usr("link/hostname")})),
        ("readdir", json!({"dirPath": usr("link")})),
        ("writeFile", json!({"filePath": usr("link/x"), "data": ""})),
        ("mkdir", json!({"dirPath": usr("link/x")})),
        ("unlink", json!({"filePath": usr("link")})),
    ] {
        assert!(status(&mut phone, method, args).contains("fail permission denied"), "{method}");
    }
}

#[test]
fn another_mini_program_has_files_of_its_own() {
    let mut phone =
        Phone::with(&[("mpshop", crate::testing::SHOP, ""), ("mpother", crate::testing::SHOP, "")]);
    write(&mut phone, "mine", "1");
    phone.wx("mpshop", "navigateToMiniProgram", json!({"appId": "mpother"}));
    phone.logic(crate::logic::LogicEvent::Launched { app: "mpother".into() });
    let read = phone.wx("mpother", "FileSystemManager.readdir", json!({"dirPath": "wxfile://usr"}));
    assert_eq!(read["files"], json!([]));
}

#[test]
fn a_temporary_file_is_saved_listed_and_removed() {
    let mut phone = Phone::shop();
    let chosen = phone.wx("mpshop", "chooseImage", json!({"count": 1}));
    let temporary = chosen["tempFilePaths"][0].clone();
    let save = json!({ "tempFilePath": temporary });
    let saved = phone.wx("mpshop", "saveFile", save.clone())["savedFilePath"].clone();
    assert!(saved.as_str().unwrap().starts_with("wxfile://store/"), "{saved}");
    assert_eq!(status(&mut phone, "saveFile", save), "saveFile:fail tempFilePath file not exist");
    let list = phone.wx("mpshop", "getSavedFileList", json!({}))["fileList"].clone();
    assert_eq!((list[0]["filePath"].clone(), list[0]["size"].clone()), (saved.clone(), json!(10)));
    let of_saved = json!({ "filePath": saved });
    assert_eq!(phone.wx("mpshop", "getSavedFileInfo", of_saved.clone())["size"], 10);
    assert_eq!(phone.wx("mpshop", "removeSavedFile", of_saved)["errMsg"], "removeSavedFile:ok");
    assert_eq!(fs(&mut phone, "getSavedFileList", json!({}))["fileList"], json!([]));
}

#[test]
fn open_files_are_read_and_written_where_they_stand() {
    let mut phone = Phone::shop();
    let open = |phone: &mut Phone, flag: &str| fs(phone, "open", json!({"filePath": usr("f"), "flag": flag}));
    assert!(open(&mut phone, "r")["errMsg"].as_str().unwrap().contains("no such file or directory"));
    let fd = open(&mut phone, "w+")["fd"].clone();
    let written =
        fs(&mut phone, "write", json!({"fd": fd, "data": bytes(b"0123456789"), "offset": 2, "length": 6}));
    assert_eq!(written["bytesWritten"], 6);
    fs(&mut phone, "write", json!({"fd": fd, "data": "XY", "position": 1}));
    let read = fs(&mut phone, "read", json!({"fd": fd, "length": 4, "position": 0}));
    assert_eq!((read["bytesRead"].clone(), read["arrayBuffer"].clone()), (json!(4), bytes(b"2XY5")));
    assert_eq!(fs(&mut phone, "fstat", json!({"fd": fd}))["stats"]["size"], 6);
    assert_eq!(status(&mut phone, "ftruncate", json!({"fd": fd, "length": 2})), "ftruncate:ok");
    assert_eq!(status(&mut phone, "close", json!({"fd": fd})), "close:ok");
    assert!(open(&mut phone, "wx")["errMsg"].as_str().unwrap().contains("already exists"));
    let fd = open(&mut phone, "a")["fd"].clone();
    fs(&mut phone, "write", json!({"fd": fd, "data": "Z"}));
    assert!(status(&mut phone, "read", json!({"fd": fd, "length": 1})).contains("was not opened for this"));
    let read = fs(&mut phone, "readFile", json!({"filePath": usr("f"), "encoding": "utf8"}));
    assert_eq!(read["data"], "2XZ");
    assert_eq!(status(&mut phone, "truncate", json!({"filePath": usr("f")})), "truncate:ok");
    let stat = fs(&mut phone, "stat", json!({"path": "wxfile://usr", "recursive": true}))["stats"].clone();
    assert_eq!((stat[0]["path"].clone(), stat[1]["path"].clone()), (json!("/"), json!("/f")));
    assert_eq!(stat[1]["stats"]["size"], 0);
}

#[test]
fn there_is_room_for_200_mb_and_no_more() {
    let mut phone = Phone::shop();
    write(&mut phone, "big", "");
    let grow = |phone: &mut Phone, name: &str, megabytes: u64| {
        status(phone, "truncate", json!({"filePath": usr(name), "length": megabytes << 20}))
    };
    assert_eq!(grow(&mut phone, "big", 100), "truncate:ok");
    write(&mut phone, "more", "");
    assert_eq!(grow(&mut phone, "more", 99), "truncate:ok");
    write(&mut phone, "last", "");
    let full = "the maximum size of the file storage limit is exceeded";
    assert_eq!(grow(&mut phone, "last", 2), format!("truncate:fail {full}"));
    let text = "x".repeat(2 << 20);
    assert_eq!(
        status(&mut phone, "writeFile", json!({"filePath": usr("w"), "data": text})),
        format!("writeFile:fail {full}")
    );
    assert_eq!(status(&mut phone, "unlink", json!({"filePath": usr("more")})), "unlink:ok");
    assert_eq!(grow(&mut phone, "last", 2), "truncate:ok");
}

/// A ZIP file of these entries.
fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        file.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}

#[test]
fn an_archive_is_unpacked_inside_its_target_only() {
    let mut phone = Phone::shop();
    let archive = zip(&[("a.txt", "one"), ("d/b.txt", "two"), ("../out.txt", "no"), ("/abs.txt", "no")]);
    fs(&mut phone, "writeFile", json!({"filePath": usr("x.zip"), "data": bytes(&archive)}));
    let unzip = |target: &str| json!({"zipFilePath": usr("x.zip"), "targetPath": target});
    assert_eq!(status(&mut phone, "unzip", unzip(&usr("deep/er"))), "unzip:ok");
    let read = fs(&mut phone, "readFile", json!({"filePath": usr("deep/er/d/b.txt"), "encoding": "utf8"}));
    assert_eq!(read["data"], "two");
    let all = fs(&mut phone, "stat", json!({"path": "wxfile://usr", "recursive": true}))["stats"].to_string();
    assert!(!all.contains("out.txt"), "{all}");
    assert!(status(&mut phone, "unzip", unzip("/pages")).contains("permission denied"));
    write(&mut phone, "x.zip", "no archive at all");
    assert!(status(&mut phone, "unzip", unzip(&usr("y"))).contains("not a ZIP file"));
}

#[test]
fn pictures_are_looked_at_made_smaller_and_saved() {
    let mut phone = Phone::shop();
    *phone.device.consent.lock().unwrap() = Consent::Allow;
    let media = phone.wx("mpshop", "chooseMedia", json!({"count": 2, "mediaType": ["image"]}));
    let path = media["tempFiles"][0]["tempFilePath"].clone();
    assert_eq!(
        (media["type"].clone(), media["tempFiles"][1]["fileType"].clone()),
        (json!("image"), json!("image"))
    );
    let seen = phone.wx("mpshop", "getImageInfo", json!({ "src": path }));
    assert_eq!(
        (seen["width"].clone(), seen["orientation"].clone(), seen["path"].clone()),
        (json!(3), json!("up"), path.clone())
    );
    let smaller =
        phone.wx("mpshop", "compressImage", json!({ "src": path, "quality": 4 }))["tempFilePath"].clone();
    assert_eq!(fs(&mut phone, "stat", json!({ "path": smaller }))["stats"]["size"], 4);
    let save = json!({ "filePath": path });
    assert_eq!(phone.wx("mpshop", "saveImageToPhotosAlbum", save)["errMsg"], "saveImageToPhotosAlbum:ok");
    assert_eq!(phone.device.kept.lock().unwrap().len(), 1);
    let video = phone.wx("mpshop", "chooseMedia", json!({"mediaType": ["video"]}));
    assert_eq!(video["errMsg"], "chooseMedia:fail this phone has no videos");
    let gone = phone.wx("mpshop", "getImageInfo", json!({"src": "/no.png"}));
    assert_eq!(gone["errMsg"], "getImageInfo:fail no such file or directory, open /no.png");
    let none = json!({"filePath": "https://a.example/1.png"});
    let web = phone.wx("mpshop", "saveImageToPhotosAlbum", none);
    assert!(web["errMsg"].as_str().unwrap().contains("downloadFile"), "{web}");
}

#[test]
fn a_picture_that_is_kept_can_be_looked_at() {
    let mut phone = Phone::shop();
    write(&mut phone, "a.png", "picture");
    phone.watch(1);
    phone.logic(LogicEvent::Call {
        app: "mpshop".into(),
        id: 1,
        name: "previewImage".to_owned(),
        args: json!({ "urls": [usr("a.png")] }),
    });
    let shown = phone.state().viewer.expect("the viewer is open").request["urls"][0].clone();
    assert_eq!(crate::temp_file::extension(shown.as_str().unwrap()), "png");
    assert_eq!(fs(&mut phone, "stat", json!({ "path": shown }))["stats"]["size"], 7);
}

#[test]
fn a_compressed_file_is_unpacked_and_what_is_none_is_said() {
    let mut phone = Phone::shop();
    let packed = [27, 16, 0, 248, 141, 148, 110, 222, 68, 85, 134, 150, 108, 32, 111, 1, 79, 28, 96, 28];
    fs(&mut phone, "writeFile", json!({ "filePath": usr("a.br"), "data": bytes(&packed) }));
    let args = json!({ "filePath": usr("a.br"), "compressionAlgorithm": "br" });
    let unpacked = fs(&mut phone, "readCompressedFile", args);
    assert_eq!(unpacked["data"], bytes(b"hello hello hello"));
    write(&mut phone, "b.br", "no such thing");
    let args = json!({ "filePath": usr("b.br"), "compressionAlgorithm": "br" });
    let refused = status(&mut phone, "readCompressedFile", args);
    assert!(refused.starts_with("readCompressedFile:fail decompress fail"), "{refused}");
}

#[test]
fn pages_can_show_the_files_that_are_kept_and_nothing_else_beside_them() {
    let mut phone = Phone::shop();
    write(&mut phone, "a b.txt", "kept");
    let files = crate::temp_file::TempFiles::new("https://mpshop.sampan.localhost", 1)
        .with_kept(phone.data_dir().join("files/somebody/mpshop"));
    assert_eq!(files.by_path("/__files__/usr/a%20b.txt").as_deref(), Some(&b"kept"[..]));
    for bad in
        ["usr/none", "usr", "usr/../store", "usr/%2e%2e/%2e%2e/x", "/etc/passwd", "", "app.json", "usr/%00"]
    {
        assert!(files.by_path(&format!("/__files__/{bad}")).is_none(), "{bad}");
    }
}
