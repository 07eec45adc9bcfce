//! A page with one of everything that moves nodes about, given random data: after each step the view must have exactly
//! the tree that glass-easel has. The view here is a strict one, in Rust: an operation that makes no sense fails.

mod support;

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value, json};
use support::{Run, launch_folder};

/// The page, which the test with the real browser uses as well.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz");

/// A number that looks random, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn some(&mut self, most: u64, range: u64) -> Vec<u64> {
        let mut list = Vec::new();
        for _ in 0..self.below(most + 1) {
            let value = self.below(range);
            if !list.contains(&value) {
                list.push(value);
            }
        }
        list
    }

    fn data(&mut self) -> Value {
        let mut data = Map::new();
        for _ in 0..=self.below(2) {
            match self.below(6) {
                0 => drop(data.insert("a".into(), self.below(7).into())),
                1 => drop(data.insert("b".into(), (self.below(2) == 1).into())),
                2 => {
                    let color = if self.below(2) == 1 { "red" } else { "" };
                    data.insert("c".into(), color.into());
                }
                3 => drop(data.insert("short".into(), json!(self.some(4, 6)))),
                4 => drop(data.insert(format!("list[{}].ghost", self.below(3)), (self.below(2) == 1).into())),
                _ => {
                    let list: Vec<Value> = self.some(5, 9).into_iter().map(|id| {
                        json!({ "id": id, "off": self.below(2) == 1, "ghost": self.below(2) == 1, "list": self.some(3, 4) })
                    }).collect();
                    data.insert("list".into(), list.into());
                }
            }
        }
        Value::Object(data)
    }
}

/// What a view has.
#[derive(Default)]
struct Tree {
    nodes: HashMap<u64, Node>,
}

#[derive(Default)]
struct Node {
    parent: u64,
    children: Vec<u64>,
    name: String,
    class: String,
    style: String,
    id: String,
    attributes: Map<String, Value>,
}

impl Tree {
    fn apply(&mut self, batch: &Value) {
        for operation in batch.as_array().unwrap() {
            let number = |index: usize| operation[index].as_u64().unwrap();
            let text = |index: usize| operation[index].as_str().unwrap().to_owned();
            match number(0) {
                0 => {
                    let made = &operation[5];
                    let text = |key: &str| made[key].as_str().unwrap_or_default().to_owned();
                    let node = Node {
                        name: operation[4].as_str().unwrap().to_owned(),
                        class: text("c"),
                        style: text("s"),
                        id: text("i"),
                        attributes: made["a"].as_object().cloned().unwrap_or_default(),
                        ..Node::default()
                    };
                    self.make(number(1), node);
                    self.place(number(1), number(2), number(3));
                }
                1 => {
                    self.make(number(1), Node { name: text(4), ..Node::default() });
                    self.place(number(1), number(2), number(3));
                }
                2 => self.place(number(1), number(2), number(3)),
                3 => self.take(number(1)),
                4 => self.get(number(1)).name = text(2),
                5 => self.get(number(1)).class = text(2),
                6 => self.get(number(1)).style = text(2),
                7 => match operation.get(3) {
                    Some(value) => drop(self.get(number(1)).attributes.insert(text(2), value.clone())),
                    None => drop(self.get(number(1)).attributes.remove(&text(2)).expect("an attribute")),
                },
                8 => self.get(number(1)).id = text(2),
                9 | 10 => drop(self.get(number(1))),
                11 => {
                    let freed: Vec<u64> =
                        operation.as_array().unwrap()[1..].iter().map(|n| n.as_u64().unwrap()).collect();
                    for number in &freed {
                        assert!(!self.is_shown(*number), "{number} is freed while it is shown");
                    }
                    for number in &freed {
                        self.nodes.remove(number).expect("a node to free");
                    }
                }
                15 => self.nodes = HashMap::from([(1, Node { parent: u64::MAX, ..Node::default() })]),
                _ => {}
            }
        }
    }

    fn is_shown(&self, number: u64) -> bool {
        let mut at = number;
        while at != 1 {
            match self.nodes.get(&at) {
                Some(node) => at = node.parent,
                None => return false,
            }
        }
        true
    }

    fn make(&mut self, number: u64, node: Node) {
        assert!(self.nodes.insert(number, node).is_none(), "{number} is made twice");
    }

    fn get(&mut self, number: u64) -> &mut Node {
        self.nodes.get_mut(&number).unwrap_or_else(|| panic!("node {number} is not known"))
    }

    /// Like a browser: a node that stands somewhere is taken from there. Below 0 it stands nowhere so far.
    fn place(&mut self, number: u64, parent: u64, before: u64) {
        if parent == 0 {
            return;
        }
        if self.get(number).parent != 0 {
            self.take(number);
        }
        let children = &mut self.get(parent).children;
        let at = match before {
            0 => children.len(),
            before => children.iter().position(|child| *child == before).expect("a node to stand before"),
        };
        children.insert(at, number);
        self.get(number).parent = parent;
    }

    fn take(&mut self, number: u64) {
        let parent = std::mem::take(&mut self.get(number).parent);
        assert_ne!(parent, 0, "{number} is taken from nowhere");
        self.get(parent).children.retain(|child| *child != number);
    }

    fn dump(&self, number: u64) -> Value {
        let children = self.nodes[&number].children.iter();
        let dump = |child: &u64| {
            let node = &self.nodes[child];
            // An attribute without value is as good as none.
            let attributes: Map<String, Value> =
                node.attributes.clone().into_iter().filter(|(_, value)| !value.is_null()).collect();
            json!([child, node.name, node.class, node.style, node.id, attributes, self.dump(*child)])
        };
        children.map(dump).collect()
    }

    fn count(&self, number: u64) -> usize {
        1 + self.nodes[&number].children.iter().map(|child| self.count(*child)).sum::<usize>()
    }
}

fn logged(run: &Run, tree: &mut Tree, word: &str) -> Value {
    loop {
        match run.view_or_line() {
            Ok(batch) => tree.apply(&batch),
            Err(line) => {
                assert!(!line.starts_with("ERROR"), "{line}");
                let line = line.split("  [pages/").next().unwrap();
                if let Some(json) = line.strip_prefix(word) {
                    return serde_json::from_str(json).unwrap();
                }
            }
        }
    }
}

/// A page that is given all of the data at once has the same tree.
fn same_anew(run: &Run, tree: &mut Tree, expected: &Value, when: &str) {
    run.open(2, "pages/fuzz/fuzz");
    run.page(2, "onShow", json!({ "copy": true }));
    run.page(2, "onHide", Value::Null);
    let anew = logged(run, tree, "tree ");
    run.close_page(2);
    assert_eq!(without_numbers(expected), without_numbers(&anew), "{when}");
}

fn without_numbers(nodes: &Value) -> Value {
    let each = |node: &Value| {
        let node = node.as_array().unwrap();
        let (children, look) = node[1..].split_last().unwrap();
        json!([look, without_numbers(children)])
    };
    nodes.as_array().unwrap().iter().map(each).collect()
}

fn steps(seed: u64, count: u32) {
    let run = launch_folder(Path::new(PAGE));
    run.open_shown(1, "pages/fuzz/fuzz");
    let mut tree = Tree::default();
    tree.apply(&run.show(1));
    let mut chance = Chance(seed);
    for step in 0..count {
        let data = chance.data();
        run.page(1, "onShow", data.clone());
        run.page(1, "onHide", Value::Null);
        let expected = logged(&run, &mut tree, "tree ");
        let host = tree.nodes[&1].children[0];
        assert_eq!(tree.dump(host), expected, "seed {seed}, step {step}: {data}");
        if step % 5 == 0 {
            same_anew(&run, &mut tree, &expected, &format!("seed {seed}, step {step}: {data}"));
        }
        if chance.below(50) == 0 {
            // The view is loaded again.
            tree.apply(&run.show(1));
            assert_eq!(tree.dump(host), expected, "seed {seed}, step {step}: replayed");
        }
    }
    assert_eq!(tree.count(1), tree.nodes.len(), "nodes are left that are nowhere");
}

#[test]
fn the_view_has_the_tree_that_the_framework_has_whatever_is_set() {
    for seed in 1..=4 {
        steps(seed, 250);
    }
}
