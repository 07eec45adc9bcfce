//! Files of the network as files of the phone. Parameters and limits: TCMPP and WeChat documentation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Api, ApiDef, ApiError, Cx, Surface};
use crate::bridge::Asked;
use crate::domain::Purpose;
use crate::logic::Task;
use crate::net::body;

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<DownloadFile>()];

/// Documented.
const LIMIT: usize = 200 * 1024 * 1024;

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
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DownloadFileReply {
    /// Where the file is.
    temp_file_path: String,
    status_code: u16,
    header: Map<String, Value>,
    /// Bytes of the file.
    data_length: usize,
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
        let answer = cx
            .exchange(Asked {
                purpose: Purpose::Download,
                method: "GET".to_owned(),
                url: cx.address(&self.url)?,
                headers: cx.headers(&self.header.unwrap_or_default())?,
                body: Vec::new(),
                timeout: self.timeout,
                limit: LIMIT,
                follows: true,
                chunked: false,
            })
            .await?;
        let content_type = answer.head.header("content-type").unwrap_or_default();
        let extension = body::extension(&answer.url, content_type);
        let data_length = answer.body.len();
        Ok(DownloadFileReply {
            temp_file_path: cx.keep(answer.body, &extension)?,
            status_code: answer.head.status,
            header: cx.read_headers(&answer.head),
            data_length,
        })
    }
}
