//! The files of a mini program and user: a folder of its own (`wxfile://usr`) and the files that it saved
//! (`wxfile://store`), below the data folder.
//!
//! One thread a mini program does what is asked, in order. No name leads out of the folder: it is taken apart and put
//! together again, and what is a link is refused. Nothing that a mini program can do makes a link, so none appears
//! between the look and the deed.

mod disk;
mod encoding;
mod open;
mod path;
mod unzip;

use std::path::PathBuf;
use std::sync::mpsc;

use futures::channel::oneshot;

use crate::error::ApiError;

pub(crate) use disk::other as on_disk;
pub use disk::{Disk, FileTime, Saved, Sources, Stats};
pub use encoding::Encoding;
pub use open::Flag;
pub use path::{Place, USER};

/// Everything a mini program keeps, user files and saved files together (WeChat documentation).
pub const TOTAL_LIMIT: u64 = 200 * 1024 * 1024;
/// The longest file that is read or written in one go (WeChat documentation).
pub const FILE_LIMIT: u64 = 100 * 1024 * 1024;

type Job = Box<dyn FnOnce(&mut Disk) + Send>;

/// A handle on the files. The thread starts with the first thing that is asked, and ends with the last handle.
#[derive(Clone)]
pub struct Files {
    folder: PathBuf,
    queue: std::sync::Arc<std::sync::OnceLock<mpsc::Sender<Job>>>,
}

impl Files {
    /// Those in `folder`, which need not be there yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, queue: std::sync::Arc::default() }
    }

    /// Has the thread do something.
    pub async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Disk) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (answer, done) = oneshot::channel();
        let queue = self.queue.get_or_init(|| serve(self.folder.clone()));
        // What cannot be sent, because no thread could be started, drops its answer.
        let _ = queue.send(Box::new(move |disk| drop(answer.send(job(disk)))));
        done.await.map_err(|_| ApiError::fail("the files cannot be reached"))?
    }
}

fn serve(folder: PathBuf) -> mpsc::Sender<Job> {
    let (queue, jobs) = mpsc::channel::<Job>();
    let work = move || {
        let mut disk = Disk::new(folder);
        for job in jobs {
            job(&mut disk);
        }
    };
    let _ = std::thread::Builder::new().name("files".to_owned()).spawn(work);
    queue
}
