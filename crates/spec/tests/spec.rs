//! Whole spec files, with a phone that answers what the test says.

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sampan_spec::{Driver, Failure, Mode, Options, Outcome, Place, Reply, Spec, Status, Stop, THREAD_STACK};
use serde_json::{Value, json};

type Answer = Box<dyn Fn(&str, &Value) -> Option<Result<Value, String>> + Send + Sync>;

/// Answers from the test's own function; `None` never answers.
struct Fake(Answer, Mutex<Vec<String>>);

impl Driver for Fake {
    fn send(&self, method: &str, params: Value, _: Place, reply: Reply) {
        self.1.lock().unwrap().push(method.to_owned());
        if let Some(answer) = (self.0)(method, &params) {
            reply(answer);
        }
    }
}

/// Files in a folder of their own; the first is the spec.
fn on_thread<T: Send + 'static>(
    files: &[(&str, &str)],
    body: impl FnOnce(&dyn Fn() -> Result<Spec, Failure>, Stop) -> T + Send + 'static,
) -> T {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let first = folder.path().join(files[0].0);
    let options = Options {
        root: folder.path().to_owned(),
        settings: json!({ "timeout": 2000, "expectTimeout": 300 }),
    };
    let work = move || {
        let stop = Stop::default();
        let load = {
            let stop = stop.clone();
            move || Spec::load(&first, &options, stop.clone())
        };
        body(&load, stop)
    };
    let thread = std::thread::Builder::new().stack_size(THREAD_STACK).spawn(work).unwrap();
    thread.join().unwrap()
}

fn fake(answer: impl Fn(&str, &Value) -> Option<Result<Value, String>> + Send + Sync + 'static) -> Arc<Fake> {
    Arc::new(Fake(Box::new(answer), Mutex::default()))
}

/// Runs every test of a file; the outcomes and what went wrong at the end.
fn run(files: &[(&str, &str)]) -> (Vec<Outcome>, Vec<Failure>) {
    on_thread(files, |load, _| {
        let mut spec = load().unwrap();
        let all: Vec<usize> = (0..spec.declared().len()).collect();
        spec.plan(&all);
        let driver = fake(|_, _| None);
        let outcomes = all.iter().map(|test| spec.run(*test, 0, driver.clone())).collect();
        (outcomes, spec.finish())
    })
}

fn statuses(outcomes: &[Outcome]) -> Vec<Status> {
    outcomes.iter().map(|outcome| outcome.status).collect()
}

fn lines(outcomes: &[Outcome]) -> Vec<String> {
    outcomes.iter().flat_map(|outcome| outcome.lines.iter().map(|line| line.text.clone())).collect()
}

#[test]
fn a_file_says_which_tests_it_has() {
    let source = "import { test } from '@sampan/test'\n\
        test('one', () => {})\n\
        test.describe('shelf', () => {\n  test.only('two', () => {})\n  test.skip('three', () => {})\n})\n";
    let declared = on_thread(&[("a.spec.ts", source)], |load, _| load().unwrap().declared().to_vec());
    let titles: Vec<_> = declared.iter().map(|test| test.titles.join(" › ")).collect();
    assert_eq!(titles, ["one", "shelf › two", "shelf › three"]);
    assert_eq!(declared.iter().map(|test| test.only).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(declared[2].mode, Mode::Skip);
    assert_eq!((declared[1].place.file.as_str(), declared[1].place.line), ("a.spec.ts", 4));
}

#[test]
fn hooks_run_around_their_tests() {
    let source = "import { test } from '@sampan/test'\n\
        const say = (text: string) => () => console.log(text)\n\
        test.beforeAll(say('all'))\ntest.afterAll(say('end'))\n\
        test.beforeEach(say('each'))\ntest.afterEach(say('after'))\n\
        test('a', say('a'))\n\
        test.describe('s', () => {\n  test.beforeAll(say('s all'))\n  test.afterAll(say('s end'))\n\
          test.beforeEach(say('s each'))\n  test.afterEach(say('s after'))\n  test('b', say('b'))\n})\n\
        test('c', say('c'))\n";
    let (outcomes, left) = run(&[("a.spec.ts", source)]);
    assert_eq!(left, []);
    assert_eq!(statuses(&outcomes), [Status::Passed; 3]);
    assert_eq!(
        lines(&outcomes).join(" / "),
        "all / each / a / after / s all / each / s each / b / s after / after / s end / each / c / after / end"
    );
}

#[test]
fn a_failure_has_the_place_in_the_typescript_file() {
    let source = "import { test, expect } from '@sampan/test'\n\
        interface Cart { count: number }\n\n\
        test('counts', async () => {\n  const cart: Cart = { count: 1 }\n  await null\n  expect(cart).toEqual({ count: 2 })\n})\n";
    let (outcomes, _) = run(&[("cart.spec.ts", source)]);
    let failure = &outcomes[0].failures[0];
    assert_eq!((failure.place.file.as_str(), failure.place.line), ("cart.spec.ts", 7), "{failure:?}");
    assert!(
        failure.message.contains("-   \"count\": 2") && failure.message.contains("+   \"count\": 1"),
        "{}",
        failure.message
    );
}

#[test]
fn the_matchers_that_people_know_are_there() {
    let source = "import { test, expect } from '@sampan/test'\n\
        test('all', async () => {\n\
          expect(1).toBe(1)\n  expect([1, 2]).toContain(2)\n  expect({ a: { b: 1, c: 2 } }).toMatchObject({ a: { b: 1 } })\n\
          expect('abc').toMatch(/b/)\n  expect(() => { throw new Error('no') }).toThrow('no')\n\
          expect({ a: 1 }).toEqual({ a: expect.any(Number) })\n  expect(null).not.toBeUndefined()\n\
          await expect(Promise.resolve(3)).resolves.toBe(3)\n  await expect(Promise.reject(new Error('x'))).rejects.toThrow('x')\n\
          expect([1]).toHaveLength(1)\n  expect(0.1 + 0.2).toBeCloseTo(0.3)\n  expect([{ a: 1 }]).toContainEqual({ a: 1 })\n\
          let n = 0\n  await expect.poll(() => ++n).toBe(3)\n\
          await expect(async () => { expect(++n).toBeGreaterThan(5) }).toPass()\n\
        })\n";
    let (outcomes, _) = run(&[("a.spec.ts", source)]);
    assert_eq!(outcomes[0].failures, []);
}

#[test]
fn what_goes_wrong_in_a_hook_fails_the_test() {
    let source = "import { test } from '@sampan/test'\n\
        test.beforeEach(() => { throw new Error('broken') })\ntest.afterEach(() => console.log('cleaned'))\n\
        test('a', () => console.log('never'))\n";
    let (outcomes, _) = run(&[("a.spec.js", source)]);
    assert_eq!(statuses(&outcomes), [Status::Failed]);
    assert_eq!(outcomes[0].failures[0].message, "broken");
    assert_eq!((outcomes[0].failures[0].place.line, lines(&outcomes)), (2, vec!["cleaned".to_owned()]));
}

#[test]
fn an_endless_loop_is_stopped_and_told_with_its_place() {
    let source = "import { test } from '@sampan/test'\n\
        test.setTimeout(1000)\n\
        test('a', async () => {\n  await null\n  for (;;) Math.random()\n})\ntest('b', () => {})\n";
    let started = Instant::now();
    let (outcomes, left) = run(&[("a.spec.js", source)]);
    println!("stopped after {:?}", started.elapsed());
    assert_eq!(statuses(&outcomes), [Status::TimedOut; 2]);
    let failure = &outcomes[0].failures[0];
    assert!(failure.message.contains("without a pause until its time was over (1000 ms)"), "{failure:?}");
    // The engine notes its place at calls and awaits: the loop's own, or the last one before it.
    assert!((4..=5).contains(&failure.place.line), "{failure:?}");
    assert_eq!(left, []);
}

#[test]
fn promises_that_make_promises_for_ever_are_stopped() {
    let source = "import { test } from '@sampan/test'\ntest.setTimeout(100)\n\
        test('a', async () => { const on = () => Promise.resolve().then(on); await on() })\n";
    let (outcomes, _) = run(&[("a.spec.js", source)]);
    assert_eq!(statuses(&outcomes), [Status::TimedOut]);
}

#[test]
fn a_test_that_waits_for_ever_says_for_what() {
    let source = "import { test } from '@sampan/test'\ntest.setTimeout(100)\n\
        test('a', async ({ phone }) => {\n  await phone.state()\n})\n";
    let (outcomes, _) = run(&[("a.spec.ts", source)]);
    assert_eq!(statuses(&outcomes), [Status::TimedOut]);
    let failure = &outcomes[0].failures[0];
    assert_eq!(
        failure.message,
        "TimedOut: the test did not end within 100 ms; it was waiting for Phone.state"
    );
    assert_eq!(failure.place.line, 4);
}

#[test]
fn what_the_phone_refuses_fails_where_it_was_asked() {
    let source = "import { test } from '@sampan/test'\n\
        test('a', async ({ phone }) => {\n  await phone.back()\n})\n";
    let outcome = on_thread(&[("a.spec.ts", source)], |load, _| {
        let mut spec = load().unwrap();
        spec.plan(&[0]);
        spec.run(0, 0, fake(|method, _| Some(Err(format!("{method}: nothing is open")))))
    });
    assert_eq!(outcome.failures[0].message, "Phone.back: nothing is open");
    assert_eq!(outcome.failures[0].place.line, 3);
}

#[test]
fn a_test_that_is_over_does_not_reach_the_next_ones_phone() {
    let source = "import { test } from '@sampan/test'\nlet old\n\
        test('a', async ({ phone }) => { old = phone; setTimeout(() => phone.state(), 30) })\n\
        test('b', async () => { await new Promise((resolve) => setTimeout(resolve, 60)); await old.state() })\n";
    let (outcome, asked) = on_thread(&[("a.spec.js", source)], |load, _| {
        let mut spec = load().unwrap();
        spec.plan(&[0, 1]);
        let driver = fake(|_, _| Some(Ok(Value::Null)));
        spec.run(0, 0, driver.clone());
        let outcome = spec.run(1, 0, driver.clone());
        (outcome, driver.1.lock().unwrap().clone())
    });
    assert!(outcome.failures[0].message.contains("is over"), "{outcome:?}");
    assert_eq!(asked, Vec::<String>::new());
}

#[test]
fn a_rejection_that_nobody_waits_for_fails_the_test() {
    let source = "import { test } from '@sampan/test'\n\
        test('a', async () => {\n  void Promise.reject(new Error('lost'))\n  await new Promise((resolve) => setTimeout(resolve, 1))\n})\n";
    let (outcomes, _) = run(&[("a.spec.js", source)]);
    assert_eq!(outcomes[0].failures[0].message, "a promise was rejected, and nobody waited for it: lost");
    assert_eq!(outcomes[0].failures[0].place.line, 3);
}

#[test]
fn what_goes_on_when_a_test_ends_was_not_awaited() {
    let source = "import { test, expect } from '@sampan/test'\n\
        test('matcher', async ({ phone }) => {\n  void expect(phone).toHavePages(['a'])\n})\n\
        test('touch', async ({ page }) => {\n  void page.locator('p').tap()\n})\n\
        test('step', async () => {\n  void test.step('slow', () => new Promise(() => {}))\n})\n\
        test('one of several', async ({ page }) => {\n  void page.locator('p').waitFor()\n})\n";
    let (outcomes, _) = run(&[("a.spec.ts", source)]);
    assert_eq!(statuses(&outcomes), [Status::Failed, Status::Failed, Status::Failed, Status::Passed]);
    let told: Vec<_> = outcomes.iter().flat_map(|outcome| &outcome.failures).collect();
    assert_eq!(told.iter().map(|failure| failure.place.line).collect::<Vec<_>>(), [3, 6, 9]);
    assert!(told[0].message.starts_with("the test ended while this was going on: expect("), "{told:?}");
    assert!(told[1].message.contains("Locator.tap"), "{told:?}");
    assert!(told[2].message.contains("the step \"slow\""), "{told:?}");
}

#[test]
fn a_file_that_does_not_load_says_why_and_where() {
    let fault = |files: &[(&str, &str)]| on_thread(files, |load, _| load().err().unwrap());
    let syntax = fault(&[("a.spec.ts", "import { test } from '@sampan/test'\ntest('a', (: => {})\n")]);
    assert!(syntax.message.starts_with("SyntaxError: "), "{syntax:?}");
    assert_eq!(syntax.place.line, 2);
    let missing =
        fault(&[("a.spec.ts", "import { test } from '@sampan/test'\n\nimport { b } from './b'\nb()\n")]);
    assert_eq!(missing.message, "cannot find \"./b\": there is no such file beside a.spec.ts");
    assert_eq!(missing.place.line, 3);
    let deep = fault(&[("a.spec.ts", "import './b'\n"), ("b.ts", "\nimport 'nothing'\n")]);
    assert!(deep.message.contains("npm install nothing"), "{deep:?}");
    assert_eq!((deep.place.file.as_str(), deep.place.line), ("b.ts", 2));
    let thrown = fault(&[("a.spec.ts", "const a: any = null\n\na.b()\n")]);
    assert!(thrown.message.starts_with("TypeError: "), "{thrown:?}");
    assert_eq!(thrown.place.line, 3);
    let common = fault(&[
        ("a.spec.js", "import 'old'\n"),
        ("node_modules/old/package.json", "{\"main\": \"a.js\"}"),
        ("node_modules/old/a.js", "module.exports = 1\n"),
    ]);
    assert!(common.message.contains("CommonJS"), "{common:?}");
    let named = fault(&[("a.spec.js", "import { nobody } from '@sampan/test'\nnobody()\n")]);
    assert!(named.message.contains("nobody"), "{named:?}");
}

#[test]
fn a_spec_imports_its_own_files_json_and_packages() {
    let (outcomes, _) = run(&[
        (
            "a.spec.ts",
            "import { test, expect } from '@sampan/test'\nimport { b } from './lib/b'\nimport data from './data.json'\nimport { c } from 'c'\n\
             test('a', () => { expect([b, data.n, c]).toEqual([1, 2, 3]) })\n",
        ),
        ("lib/b.ts", "export const b: number = 1\n"),
        ("data.json", "{\"n\": 2}"),
        ("node_modules/c/package.json", "{\"type\": \"module\", \"exports\": \"./c.js\"}"),
        ("node_modules/c/c.js", "export const c = 3\n"),
    ]);
    assert_eq!(outcomes[0].failures, []);
}

#[test]
fn a_spec_has_no_way_out_but_the_phone() {
    let source = "import { test, expect } from '@sampan/test'\n\
        test('a', () => {\n  for (const name of ['fetch', 'require', 'process', 'std', 'os', 'XMLHttpRequest', 'WebSocket']) expect(globalThis[name]).toBeUndefined()\n})\n";
    let (outcomes, _) = run(&[("a.spec.js", source)]);
    assert_eq!(outcomes[0].failures, []);
}

#[test]
fn a_test_can_be_left_marked_and_expected_to_fail() {
    let source = "import { test, expect } from '@sampan/test'\n\
        test('skips', () => { test.skip(true, 'no camera'); throw new Error('never') })\n\
        test.fixme('later', () => { throw new Error('never') })\n\
        test.fail('fails', () => { expect(1).toBe(2) })\n\
        test.fail('does not fail', () => {})\n\
        test('soft', () => { expect.soft(1).toBe(2); expect.soft(3).toBe(4) })\n\
        test('steps', async () => { await test.step('outer', () => test.step('inner', () => 1)) })\n";
    let (outcomes, _) = run(&[("a.spec.js", source)]);
    assert_eq!(
        statuses(&outcomes),
        [Status::Skipped, Status::Skipped, Status::Passed, Status::Failed, Status::Failed, Status::Passed]
    );
    assert_eq!(outcomes[0].reason, "no camera");
    assert_eq!(outcomes[4].failures.len(), 2);
    let steps: Vec<_> = outcomes[5].steps.iter().map(|step| (step.title.as_str(), step.depth)).collect();
    assert_eq!(steps, [("outer", 0), ("inner", 1)]);
}

#[test]
fn a_run_is_ended_from_outside_in_the_middle_of_a_test() {
    let source = "import { test } from '@sampan/test'\ntest('a', () => new Promise(() => {}))\n";
    let outcome = on_thread(&[("a.spec.js", source)], |load, stop| {
        let mut spec = load().unwrap();
        spec.plan(&[0]);
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            stop.stop();
        });
        spec.run(0, 0, fake(|_, _| None))
    });
    assert_eq!(outcome.status, Status::Interrupted);
}

/// What a file that does not load says.
fn refusal(body: &str) -> (String, u32) {
    let source = format!("import {{ test }} from '@sampan/test'\n{body}\n");
    let failure = on_thread(&[("a.spec.ts", source.as_str())], |load, _| load().err().unwrap());
    (failure.message, failure.place.line)
}

#[test]
fn fixtures_are_made_when_they_are_named_and_torn_down_in_reverse_order() {
    let source = "import { test as base } from '@sampan/test'\n\
        const made = (name: string) => async ({}, use: any) => { console.log(`+${name}`); await use(name); console.log(`-${name}`) }\n\
        const test = base.extend<{ a: string; b: string; c: string; log: void }>({\n\
          a: made('a'),\n\
          b: async ({ a, /* , */ c: other = ',}' }, use) => { console.log('+b'); await use(a + other); console.log('-b') },\n\
          c: 'C',\n  log: [async ({}, use) => { console.log('+log'); await use(); console.log('-log') }, { auto: true }],\n})\n\
        test.afterEach(() => console.log('after'))\n\
        test('one', async ({ b }) => { console.log(b) })\n\
        test('none', async () => { console.log('none') })\n\
        test('fails', async ({ a, b }) => { throw new Error('broken') })\n\
        test.describe('over', () => {\n  test.use({ c: 'X', a: async ({ a }, use) => use(a + a) })\n  test('two', async ({ b }) => { console.log(b) })\n})\n";
    let (outcomes, _) = run(&[("a.spec.ts", source)]);
    let told: Vec<String> =
        outcomes.iter().map(|outcome| lines(std::slice::from_ref(outcome)).join(" ")).collect();
    assert_eq!(
        told,
        [
            "+log +a +b aC after -b -a -log",
            "+log none after -log",
            "+log +a +b after -b -a -log",
            "+log +a +b aaX after -b -a -log",
        ]
    );
    assert_eq!(statuses(&outcomes), [Status::Passed, Status::Passed, Status::Failed, Status::Passed]);
}

#[test]
fn what_goes_wrong_in_a_fixture_is_told_once_and_with_its_place() {
    let source = "import { test as base } from '@sampan/test'\n\
        const test = base.extend<{ early: number; late: number; never: number; hangs: number }>({\n\
          early: async ({}, use) => {\n    throw new Error('no shop')\n  },\n\
          late: async ({}, use) => {\n    await use(1)\n    throw new Error('not cleaned')\n  },\n\
          never: async ({}, use) => {},\n\
          hangs: async ({}, use) => { await new Promise(() => {}) },\n\
        })\n\
        test.afterEach(({ early }) => {})\n\
        test('early', ({ early }) => {})\n";
    let (outcomes, _) = run(&[("a.spec.ts", source)]);
    let failures = &outcomes[0].failures;
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert_eq!((failures[0].message.as_str(), failures[0].place.line), ("no shop", 4));
    let source = source.replace("test.afterEach(({ early }) => {})\ntest('early', ({ early }) => {})", "test.setTimeout(100)\ntest('late', ({ late }) => { throw new Error('first') })\ntest('never', ({ never }) => {})\ntest('hangs', ({ hangs }) => {})");
    let (outcomes, _) = run(&[("a.spec.ts", &source)]);
    let told = |test: usize| {
        outcomes[test]
            .failures
            .iter()
            .map(|failure| (failure.message.as_str(), failure.place.line))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(0), [("first", 14), ("not cleaned", 8)]);
    assert_eq!(told(1), [("the fixture \"never\" ended without a call of use", 2)]);
    assert_eq!(
        told(2),
        [("TimedOut: the test did not end within 100 ms; it was waiting for the fixture \"hangs\"", 2)]
    );
}

#[test]
fn options_of_the_phone_are_set_for_a_file_and_a_suite() {
    let source = "import { test } from '@sampan/test'\n\
        test.use({ apps: ['../shop', '../bank'], device: 'file.toml', baseURL: 'http://localhost:5173/app/' })\n\
        test('file', ({ phone }) => phone.open('/cart'))\n\
        test.describe('suite', () => {\n  test.use({ device: 'suite.toml' })\n\
          test('suite', ({ phone }) => phone.open('../app'))\n\
          test('own', ({ phone }) => phone.open('../app', { device: 'own.toml', apps: [] }))\n})\n";
    let opened = on_thread(&[("a.spec.ts", source)], |load, _| {
        let mut spec = load().unwrap();
        spec.plan(&[0, 1, 2]);
        let opened = Arc::new(Mutex::new(Vec::new()));
        let seen = opened.clone();
        let driver = fake(move |_, params| {
            seen.lock().unwrap().push(params.clone());
            Some(Ok(Value::Null))
        });
        for test in 0..3 {
            assert_eq!(spec.run(test, 0, driver.clone()).failures, []);
        }
        opened.lock().unwrap().clone()
    });
    let apps = json!(["../shop", "../bank"]);
    assert_eq!(
        opened,
        [
            json!({ "target": "http://localhost:5173/cart", "apps": apps, "device": "file.toml" }),
            json!({ "target": "../app", "apps": apps, "device": "suite.toml" }),
            json!({ "target": "../app", "apps": [], "device": "own.toml" }),
        ]
    );
}

#[test]
fn a_suite_says_how_its_tests_are_run() {
    let source = "import { test } from '@sampan/test'\n\
        test('free', () => {})\n\
        test.describe('s', () => {\n  test.describe.configure({ mode: 'serial', retries: 2, timeout: 100 })\n\
          test('a', () => {})\n  test.describe('inner', () => {\n    test.describe.configure({ retries: 0 })\n    test('b', () => new Promise(() => {}))\n  })\n})\n";
    let declared = on_thread(&[("a.spec.ts", source)], |load, _| load().unwrap().declared().to_vec());
    let groups: Vec<_> = declared.iter().map(|test| (test.serial, test.retries)).collect();
    assert_eq!(groups, [(None, None), (Some(1), Some(2)), (Some(1), Some(0))]);
    let (outcomes, _) = run(&[("a.spec.ts", source)]);
    assert!(outcomes[2].failures[0].message.contains("within 100 ms"), "{outcomes:?}");
}

#[test]
fn what_cannot_be_is_refused_where_it_stands() {
    let (message, line) = refusal("\ntest.describe.configure({ mode: 'parallel' as any })");
    assert!(message.contains("no mode \"parallel\"") && message.contains("--workers"), "{message}");
    assert_eq!(line, 3);
    assert!(refusal("test.describe.configure({ workers: 2 } as any)").0.contains("knows no \"workers\""));
    assert!(refusal("test.describe.configure({ retries: -1 })").0.contains("retries is a whole number"));
    let (message, _) = refusal("test.use({ viewport: { width: 1 } } as any)");
    assert!(message.contains("test.use sets \"viewport\"") && message.contains("device file"), "{message}");
    let (message, line) = refusal("\ntest('a', async ({ cart }: any) => {})");
    assert!(message.contains("test(\"a\") wants \"cart\"") && message.contains("page, phone"), "{message}");
    assert_eq!(line, 3);
    assert!(refusal("test('a', async (given) => {})").0.contains("must say in braces"));
    assert!(refusal("test('a', async ({ ...all }) => {})").0.contains("must say in braces"));
    assert!(refusal("test.beforeAll(({ phone }: any) => {})").0.contains("each test has a phone of its own"));
    let worker = "test.extend<{ a: number }>({ a: [async ({}, use) => use(1), { scope: 'worker' } as any] })";
    assert!(refusal(worker).0.contains("scope \"worker\""));
    let (outcomes, _) = run(&[(
        "a.spec.ts",
        "import { test as base } from '@sampan/test'\n\
         const test = base.extend<{ a: number; b: number }>({ a: async ({ b }, use) => use(b), b: async ({ a }, use) => use(a) })\n\
         test('a', ({ a }) => {})\n",
    )]);
    assert_eq!(outcomes[0].failures[0].message, "fixtures want each other: a → b → a");
}
