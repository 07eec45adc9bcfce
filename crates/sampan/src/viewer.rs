//! The viewer of pictures, documents and places (`packages/viewer`), served from memory.

use sampan_view::CdpView;

/// Name and content of every file.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/viewer.rs"));

pub fn serve(view: &CdpView) {
    for (name, bytes) in FILES {
        let media_type = match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "html" => "text/html",
            "css" => "text/css",
            "js" => "text/javascript",
            _ => "application/octet-stream",
        };
        let path = if *name == "index.html" { "" } else { name };
        view.serve(&format!("/viewer/{path}"), bytes.to_vec(), media_type);
    }
}
