//! Files of the network as files of the phone. Parameters and limits: TCMPP and WeChat documentation.

use std::sync::PoisonError;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Api, ApiDef, ApiError, Cx, Surface};
use crate::bridge::{Asked, Profile};
use crate::files::{Disk, Sources, on_disk};
use crate::logic::Task;
use crate::net::body;

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<DownloadFile>()];

/// Gets a file by a GET and keeps it as a temporary file, whatever the status of the answer. At most 200 MB.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DownloadFile {
    /// Address, on https; its host must be on the list `download_file` of `[domains]`, if there is one.
    url: String,
    /// Headers; not `Referer`, which is the phone's.
    #[serde(default)]
    header: Option<Map<String, Value>>,
    /// Milliseconds.
    #[serde(default)]
    timeout: Option<f64>,
    /// Where it is kept, below `wx.env.USER_DATA_PATH`; a temporary file when absent.
    #[serde(default)]
    file_path: Option<String>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DownloadFileReply {
    /// Where the file is; absent with `filePath`.
    #[serde(skip_serializing_if = "Option::is_none")]
    temp_file_path: Option<String>,
    /// The one that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_path: Option<String>,
    status_code: u16,
    header: Map<String, Value>,
    /// Bytes of the file.
    data_length: usize,
    /// When what happened.
    profile: Profile,
}

impl Api for DownloadFile {
    const NAME: &'static str = "downloadFile";
    const SURFACE: Surface = Surface::Logic;
    const TASK: Option<Task> = Some(Task {
        events: &["progressUpdate", "headersReceived"],
        methods: &[("abort", "abortTask")],
        last: None,
    });
    type Reply = DownloadFileReply;

    async fn call(self, cx: Cx) -> Result<DownloadFileReply, ApiError> {
        let (url, headers) = (cx.address(&self.url)?, cx.headers(&self.header.unwrap_or_default())?);
        let file =
            cx.disk(|_, sources| sources.temp_files.unnamed().map_err(|error| on_disk(&error))).await?;
        let asked = Asked { file: Some(file.clone()), ..Asked::download(url, headers, self.timeout) };
        let answer = cx.exchange(asked).await?;
        let content_type = answer.head.header("content-type").unwrap_or_default();
        let extension = body::extension(&answer.url, content_type);
        let data_length = answer.length;
        let temp_file_path = match self.file_path.clone() {
            Some(path) => {
                let write = move |disk: &mut Disk, _: &Sources| {
                    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                    disk.write_from(&path, &mut file, data_length as u64)
                };
                cx.disk(write).await.map(|()| None)?
            }
            None => Some(cx.keep_file(file, data_length, &extension)?),
        };
        Ok(DownloadFileReply {
            temp_file_path,
            file_path: self.file_path,
            status_code: answer.head.status,
            header: cx.read_headers(&answer.head),
            data_length,
            profile: answer.profile,
        })
    }
}
