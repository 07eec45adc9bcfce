//! Files of the phone to a server. Parameters: TCMPP and WeChat documentation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Api, ApiDef, ApiError, Cx, Surface};
use crate::bridge::Asked;
use crate::domain::Purpose;
use crate::logic::Task;
use crate::net::{body, header};

pub(super) const APIS: &[ApiDef] = &[ApiDef::of::<UploadFile>()];

/// The largest answer (assumed).
const LIMIT: usize = 32 * 1024 * 1024;

/// Sends a file by a POST, as `multipart/form-data`. Any answer of the server is a success, whatever its status.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UploadFile {
    /// Address, on https; its host must be on the list `upload_file` of `[domains]`, if there is one.
    url: String,
    /// A temporary file, a file that is kept, or one of the package.
    file_path: String,
    /// The name that the file has in the form.
    name: String,
    /// Headers; not `Referer`, which is the phone's.
    #[serde(default)]
    header: Option<Map<String, Value>>,
    /// The other members of the form.
    #[serde(default)]
    form_data: Option<Map<String, Value>>,
    /// The file's own name, as the server gets it.
    #[serde(default)]
    file_name: Option<String>,
    /// Milliseconds.
    #[serde(default)]
    timeout: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UploadFileReply {
    /// What the server sent; never parsed.
    data: String,
    status_code: u16,
    header: Map<String, Value>,
    /// Each `Set-Cookie` by itself.
    cookies: Vec<String>,
}

impl Api for UploadFile {
    const NAME: &'static str = "uploadFile";
    const SURFACE: Surface = Surface::Logic;
    const TASK: Option<Task> = Some(Task {
        events: &["progressUpdate", "headersReceived"],
        methods: &[("abort", "abortTask")],
        last: None,
    });
    type Reply = UploadFileReply;

    async fn call(self, cx: Cx) -> Result<UploadFileReply, ApiError> {
        let url = cx.address(&self.url)?;
        let file = cx.read_file(&self.file_path).await.map_err(|_| ApiError::fail("file not found"))?;
        let mut headers = cx.headers(&self.header.unwrap_or_default())?;
        let boundary = format!("----SampanForm{}", cx.secret());
        headers.retain(|(name, _)| name != "content-type");
        headers.push(("content-type".to_owned(), format!("multipart/form-data; boundary={boundary}")));
        let last = self.file_path.rsplit('/').next().unwrap_or_default();
        let media_type = mime_guess::from_path(last).first_or_octet_stream();
        let body = body::multipart(
            &boundary,
            &self.form_data.unwrap_or_default(),
            &self.name,
            self.file_name.as_deref().unwrap_or(last),
            media_type.essence_str(),
            file.into(),
        );
        let answer = cx
            .exchange(Asked {
                purpose: Purpose::Upload,
                method: "POST".to_owned(),
                url,
                headers,
                body,
                timeout: self.timeout,
                limit: LIMIT,
                follows: true,
                chunked: false,
                file: None,
            })
            .await?;
        Ok(UploadFileReply {
            data: body::text(&answer.body, answer.head.header("content-type").unwrap_or_default()),
            status_code: answer.head.status,
            header: cx.read_headers(&answer.head),
            cookies: header::cookies(&answer.head),
        })
    }
}
