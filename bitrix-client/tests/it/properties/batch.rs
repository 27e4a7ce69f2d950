//! What holds for any text that comes as the answer to a batch.
//!
//! The first byte says how many commands were asked and whether the batch halts, the rest is the
//! body of the answer.

use std::fmt::Write as _;

use bitrix_client::{
    Batch, BatchResults, DecodeError, Error, ErrorKind, Handle, Method, OpenValue, Params, RawJson,
    Reply, ToWire as _,
};

/// A call that answers anything.
struct Ask;

impl Method for Ask {
    const NAME: &'static str = "ask";
    const REPEATABLE: bool = true;
    type Answer = OpenValue;

    fn params(&self) -> Params {
        Params::new()
    }

    fn decode(&self, result: RawJson<'_>) -> Result<OpenValue, DecodeError> {
        result.parse()
    }
}

type Answers = Vec<Result<Reply<OpenValue>, Error>>;

/// Panics when a property is broken.
pub(crate) fn hold(bytes: &[u8]) {
    let Some((asked, body)) = bytes.split_first() else {
        return;
    };
    let halts = asked % 2 == 1;
    let (batch, handles) = batch(usize::from(asked / 2 % 51), halts);
    let Ok(results) = batch.read_answer(200, body) else {
        return;
    };
    let answers = taken(&results, &handles);
    failures_are_told(&results, &answers, halts);
    let again = batch.read_answer(200, in_maps(&answers).as_bytes());
    same(&answers, &taken(&again.unwrap(), &handles));
    if answers.iter().all(Result::is_ok) {
        let again = batch.read_answer(200, in_lists(&answers).as_bytes());
        same(&answers, &taken(&again.unwrap(), &handles));
    }
}

fn batch(count: usize, halts: bool) -> (Batch, Vec<Handle<Ask>>) {
    let mut batch = Batch::new();
    if halts {
        batch = batch.halt_on_error();
    }
    let handles = (0..count).map(|_| batch.add(Ask).unwrap()).collect();
    (batch, handles)
}

fn taken(results: &BatchResults, handles: &[Handle<Ask>]) -> Answers {
    handles.iter().map(|handle| results.reply(handle)).collect()
}

/// Each failure is told at its place, and nothing is called not run unless one before it failed.
fn failures_are_told(results: &BatchResults, answers: &Answers, halts: bool) {
    let told: Vec<(usize, &Error)> = results.failures().collect();
    let failed = answers.iter().enumerate();
    let failed = failed.filter_map(|(at, answer)| Some((at, answer.as_ref().err()?)));
    assert_eq!(told, failed.collect::<Vec<_>>());
    for (at, error) in &told {
        assert_eq!(error.method(), "ask");
        let not_run = error.kind() == ErrorKind::NotRun;
        assert!(!not_run || (halts && told.first().is_some_and(|(first, _)| first < at)));
        assert!(!not_run || !error.may_have_happened());
    }
}

/// Answers as they were; what failed fails again at the same place, whatever is left of its words.
fn same(answers: &Answers, again: &Answers) {
    assert_eq!(answers.len(), again.len());
    for (answer, again) in answers.iter().zip(again) {
        match (answer, again) {
            (Ok(answer), Ok(again)) => assert_eq!(answer, again),
            (Err(error), Err(again)) => {
                let ours = |kind| matches!(kind, ErrorKind::NotRun | ErrorKind::Decode);
                assert_eq!(ours(error.kind()), ours(again.kind()));
            }
            (answer, again) => panic!("{answer:?} became {again:?}"),
        }
    }
}

/// The body that says the same with maps, each entry under the name of its command.
fn in_maps(answers: &Answers) -> String {
    let mut maps: [String; 5] = Default::default();
    let [result, errors, totals, nexts, times] = &mut maps;
    for (at, answer) in answers.iter().enumerate() {
        match answer {
            Ok(reply) => {
                entry(result, at, &reply.answer.to_json());
                entry(times, at, &super::wire::time(reply));
                count(totals, at, reply.total);
                count(nexts, at, reply.next);
            }
            // Without a trace in the answer.
            Err(error) if matches!(error.kind(), ErrorKind::NotRun | ErrorKind::Decode) => {}
            Err(error) => {
                let words = Params::new()
                    .with("error", error.code())
                    .with("error_description", error.description());
                entry(errors, at, &words.to_json());
            }
        }
    }
    let names = [
        "result",
        "result_error",
        "result_total",
        "result_next",
        "result_time",
    ];
    let maps = names
        .iter()
        .zip(&maps)
        .map(|(name, map)| match map.as_str() {
            "" => format!(r#""{name}":[]"#),
            map => format!(r#""{name}":{{{map}}}"#),
        });
    format!(r#"{{"result":{{{}}}}}"#, maps.collect::<Vec<_>>().join(","))
}

fn entry(map: &mut String, at: usize, value: &str) {
    let comma = if map.is_empty() { "" } else { "," };
    write!(map, r#"{comma}"c{at}":{value}"#).unwrap();
}

fn count(map: &mut String, at: usize, count: Option<u64>) {
    if let Some(count) = count {
        entry(map, at, &count.to_string());
    }
}

/// The body that says the same with results and times as lists, as PHP may write them.
fn in_lists(answers: &Answers) -> String {
    let replies = || answers.iter().filter_map(|answer| answer.as_ref().ok());
    let results: Vec<String> = replies().map(|reply| reply.answer.to_json()).collect();
    let times: Vec<String> = replies().map(super::wire::time).collect();
    let (mut totals, mut nexts) = (String::new(), String::new());
    for (at, reply) in replies().enumerate() {
        count(&mut totals, at, reply.total);
        count(&mut nexts, at, reply.next);
    }
    format!(
        r#"{{"result":{{"result":[{}],"result_time":[{}],"result_total":{{{totals}}},"result_next":{{{nexts}}}}}}}"#,
        results.join(","),
        times.join(",")
    )
}
