//! The key-value store of one mini program and user: a SQLite file, its quota, and one thread that writes.
//!
//! The thread takes everything that waits into one transaction and answers when it is on the disk (WAL,
//! `synchronous = FULL`), so a value that was acknowledged survives the death of the process, and many writers share
//! one flush. Two processes may use the same file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use futures::channel::oneshot;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ApiError;
use crate::scope::Scope;

/// The longest value, in bytes of its JSON text (the limit is documented, how it is measured is assumed).
pub const VALUE_LIMIT: usize = 1024 * 1024;
/// All keys and values together.
pub const TOTAL_LIMIT: usize = 10 * 1024 * 1024;

/// A value and what JSON cannot say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub data: Value,
    pub kind: Option<Kind>,
}

/// A type that JSON has no word for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Date,
}

/// A key with its value, as the storage panel shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoredEntry {
    pub key: String,
    pub value: Value,
    /// `String`, `Number`, `Boolean`, `Object`, `Array`, `Null` or `Date`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// What `getStorageInfo` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Info {
    /// The keys.
    pub keys: Vec<String>,
    /// KB in use, rounded up.
    pub current_size: usize,
    /// KB there are.
    pub limit_size: usize,
}

/// A store that cannot be used, for the person who started the host.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("cannot create the data folder {}: {reason}; choose another with --data-dir", .folder.display())]
    Folder { folder: PathBuf, reason: std::io::Error },
    #[error("cannot use {}: {reason}; is the data folder read-only or the disk full? Choose another with --data-dir", .file.display())]
    Open { file: PathBuf, reason: rusqlite::Error },
}

/// A handle on the store. The thread ends with the last handle.
#[derive(Clone)]
pub struct Storage {
    queue: mpsc::Sender<Request>,
    /// The scopes as they stand in the file.
    scopes: Arc<Mutex<BTreeMap<String, bool>>>,
    exit_state: Option<Arc<str>>,
}

enum Action {
    Get(String),
    Set(String, Stored),
    Remove(String),
    Clear,
    Info,
    Scopes,
    Entries,
    /// `None`: forgets it.
    Grant(Scope, Option<bool>),
    KeepExitState(String),
}

enum Answer {
    Done,
    Value(Stored),
    Info(Info),
    Entries(Vec<StoredEntry>),
    Scopes(BTreeMap<String, bool>),
}

struct Request {
    action: Action,
    answer: oneshot::Sender<Result<Answer, ApiError>>,
}

impl Storage {
    /// Opens the store in `folder`, creating it when there is none.
    pub fn open(folder: &Path) -> Result<Self, StorageError> {
        std::fs::create_dir_all(folder)
            .map_err(|reason| StorageError::Folder { folder: folder.to_owned(), reason })?;
        let file = folder.join("storage.db");
        let connection = connect(&file).map_err(|reason| StorageError::Open { file, reason })?;
        let known = read_scopes(&connection)
            .map_err(|reason| StorageError::Open { file: folder.join("storage.db"), reason })?;
        let exit_state = read_exit_state(&connection)
            .map_err(|reason| StorageError::Open { file: folder.join("storage.db"), reason })?;
        let scopes = Arc::new(Mutex::new(known));
        let mirror = scopes.clone();
        let (queue, requests) = mpsc::channel();
        std::thread::Builder::new()
            .name("storage".to_owned())
            .spawn(move || serve(connection, &requests, &mirror))
            .map_err(|reason| StorageError::Folder { folder: folder.to_owned(), reason })?;
        Ok(Self { queue, scopes, exit_state: exit_state.map(Arc::from) })
    }

    pub async fn get(&self, key: String) -> Result<Stored, ApiError> {
        match self.ask(Action::Get(key)).await? {
            Answer::Value(value) => Ok(value),
            _ => Err(ApiError::fail("data not found")),
        }
    }

    pub async fn set(&self, key: String, value: Stored) -> Result<(), ApiError> {
        self.ask(Action::Set(key, value)).await.map(drop)
    }

    pub async fn remove(&self, key: String) -> Result<(), ApiError> {
        self.ask(Action::Remove(key)).await.map(drop)
    }

    pub async fn clear(&self) -> Result<(), ApiError> {
        self.ask(Action::Clear).await.map(drop)
    }

    pub async fn info(&self) -> Result<Info, ApiError> {
        match self.ask(Action::Info).await? {
            Answer::Info(info) => Ok(info),
            _ => Err(ApiError::Interrupted),
        }
    }

    /// What the user has said of each scope that was asked for. It is no part of the data that programs see.
    pub async fn scopes(&self) -> Result<BTreeMap<String, bool>, ApiError> {
        match self.ask(Action::Scopes).await? {
            Answer::Scopes(scopes) => Ok(scopes),
            _ => Err(ApiError::Interrupted),
        }
    }

    /// The same without waiting, as of the last answer.
    pub fn known_scopes(&self) -> BTreeMap<String, bool> {
        self.scopes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub async fn granted(&self, scope: Scope) -> Result<Option<bool>, ApiError> {
        Ok(self.scopes().await?.get(scope.name()).copied())
    }

    pub async fn grant(&self, scope: Scope, granted: bool) -> Result<(), ApiError> {
        self.ask(Action::Grant(scope, Some(granted))).await.map(drop)
    }

    /// As if the scope had never been asked for.
    pub async fn forget(&self, scope: Scope) -> Result<(), ApiError> {
        self.ask(Action::Grant(scope, None)).await.map(drop)
    }

    /// What was kept of the program's last end when the store was opened, as JSON.
    pub fn exit_state(&self) -> Option<&str> {
        self.exit_state.as_deref()
    }

    /// Keeps that for the next start.
    pub fn keep_exit_state(&self, state: String) -> impl Future<Output = Result<(), ApiError>> + 'static {
        let kept = self.ask(Action::KeepExitState(state));
        async move { kept.await.map(drop) }
    }

    /// Everything that is stored.
    pub async fn entries(&self) -> Result<Vec<StoredEntry>, ApiError> {
        match self.ask(Action::Entries).await? {
            Answer::Entries(entries) => Ok(entries),
            _ => Err(ApiError::Interrupted),
        }
    }

    fn ask(&self, action: Action) -> impl Future<Output = Result<Answer, ApiError>> + 'static {
        let (answer, wait) = oneshot::channel();
        // A thread that is gone drops the request, and with it `answer`: the wait ends at once.
        let _ = self.queue.send(Request { action, answer });
        async move { wait.await.unwrap_or(Err(ApiError::Interrupted)) }
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS item (key TEXT PRIMARY KEY, value TEXT NOT NULL, kind TEXT, size INTEGER NOT NULL);
         CREATE TABLE IF NOT EXISTS consent (scope TEXT PRIMARY KEY, granted INTEGER NOT NULL);
         CREATE TABLE IF NOT EXISTS exit (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL)",
    )?;
    // Shows now, and not at the first call, that the file can be written.
    connection.execute_batch("BEGIN IMMEDIATE; PRAGMA user_version = 1; COMMIT")?;
    Ok(connection)
}

fn serve(
    mut connection: Connection,
    requests: &mpsc::Receiver<Request>,
    mirror: &Mutex<BTreeMap<String, bool>>,
) {
    while let Ok(first) = requests.recv() {
        let batch: Vec<Request> = std::iter::once(first).chain(requests.try_iter().take(4096)).collect();
        let reads_only = batch
            .iter()
            .all(|r| matches!(r.action, Action::Get(_) | Action::Info | Action::Entries | Action::Scopes));
        let behaviour =
            if reads_only { TransactionBehavior::Deferred } else { TransactionBehavior::Immediate };
        let results = transact(&mut connection, behaviour, &batch);
        if batch.iter().any(|request| matches!(request.action, Action::Grant(..)))
            && let Ok(known) = read_scopes(&connection)
        {
            *mirror.lock().unwrap_or_else(PoisonError::into_inner) = known;
        }
        for (request, result) in batch.into_iter().zip(results) {
            let _ = request.answer.send(result); // the asker may be gone
        }
    }
}

/// Runs a batch in one transaction. A commit that fails fails every request of the batch, and keeps none of it.
fn transact(
    connection: &mut Connection,
    behaviour: TransactionBehavior,
    batch: &[Request],
) -> Vec<Result<Answer, ApiError>> {
    let mut attempt = || -> rusqlite::Result<Vec<Result<Answer, ApiError>>> {
        let transaction = connection.transaction_with_behavior(behaviour)?;
        let results = batch.iter().map(|request| run(&transaction, &request.action)).collect();
        transaction.commit()?;
        Ok(results)
    };
    attempt().unwrap_or_else(|error| batch.iter().map(|_| Err(broken(&error))).collect())
}

fn run(db: &Connection, action: &Action) -> Result<Answer, ApiError> {
    match action {
        Action::Get(key) => get(db, key),
        Action::Set(key, value) => set(db, key, value),
        Action::Remove(key) => {
            execute(db, "DELETE FROM item WHERE key = ?1", [key])?;
            Ok(Answer::Done)
        }
        Action::Clear => {
            execute(db, "DELETE FROM item", [])?;
            Ok(Answer::Done)
        }
        Action::Info => info(db),
        Action::Scopes => scopes(db),
        Action::Entries => entries(db),
        Action::Grant(scope, None) => {
            execute(db, "DELETE FROM consent WHERE scope = ?1", [scope.name()])?;
            Ok(Answer::Done)
        }
        Action::KeepExitState(state) => {
            let sql = "INSERT INTO exit (id, state) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET state = ?1";
            execute(db, sql, [state])?;
            Ok(Answer::Done)
        }
        Action::Grant(scope, Some(granted)) => {
            let sql = "INSERT INTO consent (scope, granted) VALUES (?1, ?2) ON CONFLICT (scope) DO UPDATE SET granted = ?2";
            execute(db, sql, params![scope.name(), granted])?;
            Ok(Answer::Done)
        }
    }
}

fn execute(db: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<usize, ApiError> {
    db.prepare_cached(sql).and_then(|mut statement| statement.execute(values)).map_err(|e| broken(&e))
}

fn get(db: &Connection, key: &str) -> Result<Answer, ApiError> {
    let row = db
        .prepare_cached("SELECT value, kind FROM item WHERE key = ?1")
        .and_then(|mut statement| {
            let row = |row: &rusqlite::Row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?));
            statement.query_row([key], row).optional()
        })
        .map_err(|error| broken(&error))?;
    let Some((text, kind)) = row else { return Ok(Answer::Done) };
    let data =
        serde_json::from_str(&text).map_err(|error| ApiError::fail(format!("stored value: {error}")))?;
    Ok(Answer::Value(Stored { data, kind: kind.map(|_| Kind::Date) }))
}

fn set(db: &Connection, key: &str, value: &Stored) -> Result<Answer, ApiError> {
    let text = value.data.to_string();
    if text.len() > VALUE_LIMIT {
        return Err(ApiError::fail(format!("data exceeds the limit of 1MB a key ({} bytes)", text.len())));
    }
    let size = text.len() + key.len();
    let others: usize = db
        .prepare_cached("SELECT coalesce(sum(size), 0) FROM item WHERE key <> ?1")
        .and_then(|mut statement| statement.query_row([key], |row| row.get(0)))
        .map_err(|error| broken(&error))?;
    if others + size > TOTAL_LIMIT {
        return Err(ApiError::fail("exceed storage max size 10Mb"));
    }
    let kind = value.kind.map(|Kind::Date| "date");
    execute(
        db,
        "INSERT INTO item (key, value, kind, size) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (key) DO UPDATE SET value = ?2, kind = ?3, size = ?4",
        params![key, text, kind, size],
    )?;
    Ok(Answer::Done)
}

fn info(db: &Connection) -> Result<Answer, ApiError> {
    let read = || -> rusqlite::Result<Info> {
        let mut statement = db.prepare_cached("SELECT key, size FROM item ORDER BY rowid")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, usize>(1)?)))?;
        let rows: Vec<(String, usize)> = rows.collect::<Result<_, _>>()?;
        let bytes: usize = rows.iter().map(|(_, size)| size).sum();
        let keys = rows.into_iter().map(|(key, _)| key).collect();
        Ok(Info { keys, current_size: bytes.div_ceil(1024), limit_size: TOTAL_LIMIT / 1024 })
    };
    read().map(Answer::Info).map_err(|error| broken(&error))
}

fn entries(db: &Connection) -> Result<Answer, ApiError> {
    let read = || -> rusqlite::Result<Vec<(String, String, Option<String>)>> {
        let mut statement = db.prepare_cached("SELECT key, value, kind FROM item ORDER BY rowid")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
    };
    let rows = read().map_err(|error| broken(&error))?;
    let entry = |(key, text, kind): (String, String, Option<String>)| {
        let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        let kind = kind.map_or_else(|| js_type(&value).to_owned(), |_| "Date".to_owned());
        StoredEntry { key, value, kind }
    };
    Ok(Answer::Entries(rows.into_iter().map(entry).collect()))
}

fn js_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "Null",
        Value::Bool(_) => "Boolean",
        Value::Number(_) => "Number",
        Value::String(_) => "String",
        Value::Array(_) => "Array",
        Value::Object(_) => "Object",
    }
}

fn scopes(db: &Connection) -> Result<Answer, ApiError> {
    read_scopes(db).map(Answer::Scopes).map_err(|error| broken(&error))
}

fn read_scopes(db: &Connection) -> rusqlite::Result<BTreeMap<String, bool>> {
    let mut statement = db.prepare_cached("SELECT scope, granted FROM consent")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn read_exit_state(db: &Connection) -> rusqlite::Result<Option<String>> {
    db.query_row("SELECT state FROM exit", [], |row| row.get(0)).optional()
}

fn broken(error: &rusqlite::Error) -> ApiError {
    ApiError::fail(format!("storage: {error}"))
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use serde_json::json;

    use super::*;

    fn plain(data: Value) -> Stored {
        Stored { data, kind: None }
    }

    #[test]
    fn a_value_comes_back_with_its_type_and_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let values = [
            json!({"a": [1, 2.5, null]}),
            json!("text"),
            json!(0),
            json!(false),
            json!(null),
            json!("\u{2028}"),
        ];
        let storage = Storage::open(folder.path()).unwrap();
        for (index, value) in values.iter().enumerate() {
            block_on(storage.set(format!("k{index}"), plain(value.clone()))).unwrap();
        }
        drop(storage);
        let storage = Storage::open(folder.path()).unwrap();
        for (index, value) in values.iter().enumerate() {
            assert_eq!(block_on(storage.get(format!("k{index}"))).unwrap().data, *value);
        }
        let info = block_on(storage.info()).unwrap();
        assert_eq!((info.keys.len(), info.current_size, info.limit_size), (6, 1, 10240));
    }

    #[test]
    fn odd_keys_are_keys_like_others() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path()).unwrap();
        for key in ["", "__proto__", "'; DROP TABLE item; --", "\0", &"k".repeat(1000)] {
            block_on(storage.set(key.to_owned(), plain(json!(1)))).unwrap();
            assert_eq!(block_on(storage.get(key.to_owned())).unwrap().data, json!(1), "{key:?}");
            block_on(storage.remove(key.to_owned())).unwrap();
            assert_eq!(block_on(storage.get(key.to_owned())), Err(ApiError::fail("data not found")));
        }
    }

    #[test]
    fn over_the_limits_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path()).unwrap();
        let megabyte = "x".repeat(VALUE_LIMIT - 2);
        let set = |key: &str, text: &str| block_on(storage.set(key.to_owned(), plain(json!(text))));
        for index in 0..9 {
            set(&format!("k{index}"), &megabyte).unwrap();
        }
        assert!(set("k0", &"x".repeat(VALUE_LIMIT)).unwrap_err().to_string().contains("1MB"));
        assert_eq!(set("k9", &megabyte), Err(ApiError::fail("exceed storage max size 10Mb")));
        assert_eq!(block_on(storage.get("k0".to_owned())).unwrap().data, json!(megabyte));
        block_on(storage.clear()).unwrap();
        assert_eq!(block_on(storage.info()).unwrap().keys.len(), 0);
    }

    #[test]
    fn two_hosts_may_use_one_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (Storage::open(folder.path()).unwrap(), Storage::open(folder.path()).unwrap());
        let write = |storage: &Storage, who: &str| {
            for index in 0..50 {
                block_on(storage.set(format!("{who}{index}"), plain(json!(index)))).unwrap();
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| write(&one, "a"));
            scope.spawn(|| write(&two, "b"));
        });
        assert_eq!(block_on(one.info()).unwrap().keys.len(), 100);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Storage::open(&file.path().join("below")).err().unwrap().to_string();
        assert!(error.contains("--data-dir"), "{error}");
    }
}
