//! What an API may do with files and sounds.

use futures::channel::oneshot;
use serde::Serialize;
use serde_json::Map;

use super::{Asked, Cx};
use crate::error::ApiError;
use crate::files::{Disk, Sources};
use crate::net::body;

impl Cx {
    /// Has the thread of the mini program's files do something.
    pub async fn disk<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Disk, &Sources) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (files, sources) = self.session.borrow().files(&self.caller.app).ok_or(ApiError::Interrupted)?;
        files.run(move |disk| act(disk, &sources)).await
    }

    /// The bytes of a file: temporary, saved, of the mini program's own folder or of its package.
    pub async fn read_file(&self, path: &str) -> Result<Vec<u8>, ApiError> {
        let path = path.to_owned();
        if is_of_web(&path) {
            let reason = format!("{path} is on the web; give the path that downloadFile has given");
            return Err(ApiError::fail(reason));
        }
        self.disk(move |disk, sources| disk.read(&path, sources, "open")).await
    }

    /// The same, and what is on the web is downloaded first, under the rules and to the limits of `downloadFile`. With the
    /// path that it has from then on.
    pub async fn fetch_file(&self, path: &str) -> Result<(String, Vec<u8>), ApiError> {
        if !is_of_web(path) {
            return Ok((path.to_owned(), self.read_file(path).await?));
        }
        let answer =
            self.exchange(Asked::download(self.address(path)?, self.headers(&Map::new())?, None)).await?;
        if !(200..300).contains(&answer.head.status) {
            return Err(ApiError::fail(format!("{path} was answered with status {}", answer.head.status)));
        }
        let content_type = answer.head.header("content-type").unwrap_or_default();
        let extension = body::extension(&answer.url, content_type);
        Ok((self.keep(answer.body.clone(), &extension)?, answer.body))
    }

    /// A sound of this number begins; what comes back ends when it is to be silent. One that plays gives way.
    pub fn start_sound(&self, id: u64, goes_on: bool) -> Result<oneshot::Receiver<()>, ApiError> {
        let mut session = self.session.borrow_mut();
        session.start_sound(&self.caller.app, id, goes_on).ok_or(ApiError::Interrupted)
    }

    pub fn stop_sound<T: Default>(&self, id: u64) -> Result<T, ApiError> {
        self.session.borrow_mut().stop_sound(&self.caller.app, id);
        Ok(T::default())
    }

    /// Tells the mini program's own code that something has happened.
    pub fn tell_program(&self, event: &'static str, detail: &impl Serialize) {
        let detail = serde_json::to_value(detail).unwrap_or_default();
        self.session.borrow().tell_program(&self.caller.app, event, detail);
    }
}

/// Temporary files have addresses, too.
fn is_of_web(path: &str) -> bool {
    path.starts_with("http") && path.contains("://") && !path.contains("/__temp__/")
}
