//! What has changed between two JSON values, as an RFC 6902 patch of `add`, `remove` and `replace`. Objects are compared
//! key by key and arrays element by element, so that whoever keeps the value keeps every part that stayed.

use serde_json::Value;

use super::protocol::{PatchOp, PatchStep};

/// The steps that turn `before` into `after`.
pub fn diff(before: &Value, after: &Value) -> Vec<PatchStep> {
    let mut steps = Vec::new();
    compare(before, after, &mut String::new(), &mut steps);
    steps
}

fn compare(before: &Value, after: &Value, path: &mut String, steps: &mut Vec<PatchStep>) {
    match (before, after) {
        _ if before == after => {}
        (Value::Object(old), Value::Object(new)) => {
            for key in old.keys().filter(|key| !new.contains_key(*key)) {
                below(path, key, |path| steps.push(step(PatchOp::Remove, path, None)));
            }
            for (key, value) in new {
                below(path, key, |path| match old.get(key) {
                    Some(former) => compare(former, value, path, steps),
                    None => steps.push(step(PatchOp::Add, path, Some(value))),
                });
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            for (index, (former, value)) in old.iter().zip(new).enumerate() {
                below(path, &index.to_string(), |path| compare(former, value, path, steps));
            }
            // From the end, so that no index moves under a later step.
            for index in (new.len()..old.len()).rev() {
                below(path, &index.to_string(), |path| steps.push(step(PatchOp::Remove, path, None)));
            }
            for (index, value) in new.iter().enumerate().skip(old.len()) {
                below(path, &index.to_string(), |path| steps.push(step(PatchOp::Add, path, Some(value))));
            }
        }
        _ => steps.push(step(PatchOp::Replace, path, Some(after))),
    }
}

/// Does something one level further down.
fn below(path: &mut String, key: &str, act: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push('/');
    path.push_str(&key.replace('~', "~0").replace('/', "~1"));
    act(path);
    path.truncate(length);
}

fn step(op: PatchOp, path: &str, value: Option<&Value>) -> PatchStep {
    PatchStep { op, path: path.to_owned(), value: value.cloned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Applies a patch the plain way, to see that it leads where it should.
    fn apply(value: &mut Value, steps: &[PatchStep]) {
        for step in steps {
            let Some((parent, key)) = step.path.rsplit_once('/') else {
                *value = step.value.clone().unwrap();
                continue;
            };
            let key = key.replace("~1", "/").replace("~0", "~");
            match (value.pointer_mut(parent).unwrap(), step.op) {
                (Value::Object(map), PatchOp::Remove) => drop(map.shift_remove(&key).unwrap()),
                (Value::Object(map), _) => drop(map.insert(key, step.value.clone().unwrap())),
                (Value::Array(list), PatchOp::Remove) => drop(list.remove(key.parse().unwrap())),
                (Value::Array(list), PatchOp::Add) => {
                    list.insert(key.parse().unwrap(), step.value.clone().unwrap());
                }
                (Value::Array(list), PatchOp::Replace) => {
                    list[key.parse::<usize>().unwrap()] = step.value.clone().unwrap();
                }
                _ => panic!("a step into a value that has no parts"),
            }
        }
    }

    #[test]
    fn a_patch_leads_from_one_value_to_the_other() {
        let values = [
            json!(null),
            json!({ "a": 1, "b": { "c": [1, 2, 3] } }),
            json!({ "a": 2, "b": { "c": [1, { "x/y~z": 1 }] }, "d": [] }),
            json!({ "b": { "c": [1, { "x/y~z": { "": [] } }, 4, 5, 6] }, "d": [[]] }),
            json!([]),
            json!([[1], 2, { "a": null }]),
            json!([2]),
        ];
        for before in &values {
            for after in &values {
                let mut value = before.clone();
                apply(&mut value, &diff(before, after));
                assert_eq!(&value, after, "from {before}");
            }
        }
    }

    #[test]
    fn only_what_has_changed_is_sent() {
        let before = json!({ "pages": [{ "title": "a", "path": "p" }, { "title": "b" }], "menu": false });
        let after = json!({ "pages": [{ "title": "a", "path": "p" }, { "title": "c" }], "menu": false });
        let steps = diff(&before, &after);
        assert_eq!(
            serde_json::to_value(&steps).unwrap(),
            json!([{ "op": "replace", "path": "/pages/1/title", "value": "c" }])
        );
        assert!(diff(&after, &after).is_empty());
    }
}
