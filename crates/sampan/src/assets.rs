//! The pages that are part of the binary: the phone (`packages/phone`), the viewer of pictures, documents and places
//! (`packages/viewer`), and the document that draws a mini program's pages (`packages/wxml`).

use rust_embed::RustEmbed;
use sampan_server::phone::Asset;
use sampan_view::CdpView;

/// Texts are there as `<name>.gz`.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/phone"]
struct Phone;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/viewer"]
struct Viewer;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/wxml"]
struct PageDocument;

/// A file for a person's browser.
pub fn asset(path: &str) -> Option<Asset> {
    if let Some(name) = path.strip_prefix("viewer/") {
        return Viewer::get(name).map(|file| Asset { bytes: file.data, gzip: false });
    }
    let packed = Phone::get(&format!("{path}.gz")).map(|file| Asset { bytes: file.data, gzip: true });
    packed.or_else(|| Phone::get(path).map(|file| Asset { bytes: file.data, gzip: false }))
}

/// Has the documents served that are shown in the host's own browser.
pub fn serve(view: &CdpView) {
    serve_folder::<Viewer>(view, "viewer");
    serve_folder::<PageDocument>(view, "__page__");
    // The outline that a `<map>` draws is the viewer's.
    if let Some(world) = Viewer::get("world.json") {
        view.serve("/__page__/world.json", world.data.into_owned(), "application/json");
    }
}

fn serve_folder<F: RustEmbed>(view: &CdpView, folder: &str) {
    for name in F::iter() {
        let Some(file) = F::get(&name) else { continue };
        let media_type = match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "html" => "text/html",
            "css" => "text/css",
            "js" => "text/javascript",
            _ => "application/octet-stream",
        };
        let path = if name == "index.html" { "" } else { &name };
        view.serve(&format!("/{folder}/{path}"), file.data.into_owned(), media_type);
    }
}
