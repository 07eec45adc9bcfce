//! The table of tools: for each its name, what it takes, whether it changes something, and what carries it out.

use futures::FutureExt;
use futures::future::BoxFuture;
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, ToolAnnotations};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::desk::Desk;

/// A tool. The type's fields are its parameters, its doc comment is what a client is told of it.
pub(super) trait Tool: DeserializeOwned + JsonSchema + Send + 'static {
    const NAME: &'static str;
    const EFFECT: Effect = Effect::Looks;

    fn call(self, desk: &Desk) -> impl Future<Output = Result<Answer, String>> + Send;
}

/// What a tool does to the phone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Looks,
    /// Is refused unless actions are allowed.
    Acts,
}

/// What a tool answers.
pub(super) struct Answer(CallToolResult);

impl Answer {
    pub fn text(text: impl Into<String>) -> Self {
        Self(CallToolResult::success(vec![ContentBlock::text(text)]))
    }

    /// An object, which is also there as text for clients that read only that.
    pub fn object(value: impl Serialize) -> Result<Self, String> {
        Ok(Self(CallToolResult::structured(serde_json::to_value(value).map_err(|error| error.to_string())?)))
    }

    /// The same for something that did not come to pass.
    pub fn failed_object(value: impl Serialize) -> Result<Self, String> {
        Ok(Self(CallToolResult::structured_error(
            serde_json::to_value(value).map_err(|error| error.to_string())?,
        )))
    }

    /// A picture, from its base64.
    pub fn png(data: impl Into<String>) -> Self {
        Self(CallToolResult::success(vec![ContentBlock::image(data, "image/png")]))
    }

    pub fn and_text(mut self, text: impl Into<String>) -> Self {
        self.0.content.push(ContentBlock::text(text));
        self
    }
}

type Call = for<'a> fn(&'a Desk, JsonObject) -> BoxFuture<'a, Result<Answer, String>>;

pub(super) struct ToolDef {
    pub name: &'static str,
    effect: Effect,
    schema: fn(&mut SchemaGenerator) -> Schema,
    call: Call,
}

const CHAPTERS: [&[ToolDef]; 4] =
    [super::phone::TOOLS, super::page::TOOLS, super::watch::TOOLS, super::vendor::TOOLS];

impl ToolDef {
    pub const fn of<T: Tool>() -> Self {
        Self { name: T::NAME, effect: T::EFFECT, schema: T::json_schema, call: run::<T> }
    }

    pub fn all() -> impl Iterator<Item = &'static Self> {
        CHAPTERS.into_iter().flatten()
    }

    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().find(|tool| tool.name == name)
    }

    /// As a client is told of it.
    pub fn described(&self) -> rmcp::model::Tool {
        let settings = schemars::generate::SchemaSettings::draft2020_12()
            .with(|settings| settings.inline_subschemas = true);
        let mut generator = settings.into_generator();
        let mut schema = (self.schema)(&mut generator).to_value();
        let Some(schema) = schema.as_object_mut() else { unreachable!("parameters are an object") };
        let description =
            schema.remove("description").and_then(|text| text.as_str().map(plain)).unwrap_or_default();
        schema.remove("title");
        schema.entry("properties").or_insert_with(|| Value::Object(serde_json::Map::new()));
        let looks = self.effect == Effect::Looks;
        rmcp::model::Tool::new(self.name, description, schema.clone())
            .with_annotations(ToolAnnotations::new().read_only(looks).destructive(false).open_world(!looks))
    }

    pub async fn call(&self, desk: &Desk, arguments: JsonObject) -> CallToolResult {
        let allowed = match self.effect {
            Effect::Looks => Ok(()),
            Effect::Acts => desk.allows(self.name),
        };
        let answer = match allowed {
            Ok(()) => (self.call)(desk, arguments).await,
            Err(why) => Err(why),
        };
        match answer {
            Ok(Answer(result)) => result,
            Err(why) => CallToolResult::error(vec![ContentBlock::text(why)]),
        }
    }
}

/// One line, as the comment's own breaks mean nothing.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn run<T: Tool>(desk: &Desk, arguments: JsonObject) -> BoxFuture<'_, Result<Answer, String>> {
    async move {
        let tool: T = serde_json::from_value(Value::Object(arguments))
            .map_err(|error| format!("{}: {error}", T::NAME))?;
        tool.call(desk).await
    }
    .boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_and_every_parameter_says_what_it_is() {
        let mut names = std::collections::BTreeSet::new();
        for tool in ToolDef::all() {
            assert!(names.insert(tool.name), "{} is there twice", tool.name);
            let described = tool.described();
            assert!(described.description.is_some_and(|text| text.len() > 20), "{} says nothing", tool.name);
            assert_eq!(described.input_schema["type"], "object", "{}", tool.name);
            for (name, property) in described.input_schema["properties"].as_object().unwrap() {
                assert!(
                    property["description"].is_string(),
                    "{}: {name} says nothing: {property}",
                    tool.name
                );
            }
        }
        assert!(names.len() >= 18, "{names:?}");
    }
}
