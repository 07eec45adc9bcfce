//! The table of methods: for each its name, the types of its parameters and result, and what carries it out.

use futures::FutureExt;
use futures::future::BoxFuture;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Drive, DriveError};

/// A method. The type's fields are its parameters.
pub(super) trait Method: DeserializeOwned + JsonSchema + Send + 'static {
    const NAME: &'static str;
    type Result: Serialize + JsonSchema;

    fn call(self, drive: &Drive) -> impl Future<Output = Result<Self::Result, DriveError>> + Send;
}

type Call = for<'a> fn(&'a Drive, Value) -> BoxFuture<'a, Result<Value, DriveError>>;

pub(super) struct MethodDef {
    name: &'static str,
    call: Call,
    params: fn(&mut SchemaGenerator) -> Schema,
    result: fn(&mut SchemaGenerator) -> Schema,
}

const CHAPTERS: [&[MethodDef]; 7] = [
    super::phone::METHODS,
    super::prompt::METHODS,
    super::sheet::METHODS,
    super::page::METHODS,
    super::locator::METHODS,
    super::picture::METHODS,
    super::bridge::METHODS,
];

impl MethodDef {
    pub const fn of<M: Method>() -> Self {
        Self {
            name: M::NAME,
            call: run::<M>,
            params: M::json_schema,
            result: SchemaGenerator::subschema_for::<M::Result>,
        }
    }

    pub fn named(name: &str) -> Result<&'static Self, DriveError> {
        let known = CHAPTERS.iter().copied().flatten().find(|method| method.name == name);
        known.ok_or_else(|| {
            let names: Vec<&str> = CHAPTERS.iter().copied().flatten().map(|method| method.name).collect();
            DriveError(format!("there is no method \"{name}\"; there are {}", names.join(", ")))
        })
    }

    pub fn call<'a>(&self, drive: &'a Drive, params: Value) -> BoxFuture<'a, Result<Value, DriveError>> {
        (self.call)(drive, params)
    }
}

fn run<M: Method>(drive: &Drive, params: Value) -> BoxFuture<'_, Result<Value, DriveError>> {
    async move {
        // A method without parameters may come with none.
        let params = if params.is_null() { Value::Object(serde_json::Map::new()) } else { params };
        let method: M =
            serde_json::from_value(params).map_err(|error| DriveError(format!("{}: {error}", M::NAME)))?;
        let result = method.call(drive).await?;
        serde_json::to_value(result).map_err(|error| DriveError(error.to_string()))
    }
    .boxed()
}

/// The protocol's types, for those who write them down in another language.
pub struct Protocol {
    /// Name, schema of the parameters, schema of the result.
    pub methods: Vec<(&'static str, Value, Value)>,
    /// The types that these name.
    pub types: Vec<(String, Value)>,
}

impl Protocol {
    pub fn new() -> Self {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let methods = CHAPTERS.iter().copied().flatten();
        let methods = methods
            .map(|method| {
                let params = (method.params)(&mut generator).to_value();
                (method.name, params, (method.result)(&mut generator).to_value())
            })
            .collect();
        let types =
            generator.definitions().iter().map(|(name, schema)| (name.clone(), schema.clone())).collect();
        Self { methods, types }
    }
}

impl Default for Protocol {
    fn default() -> Self {
        Self::new()
    }
}
