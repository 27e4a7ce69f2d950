//! One company, six deals: from Bitrix24 to documents of 1C, on the embedded sandbox.
//!
//! ```text
//! cargo run --example demo                       the timeline, files in target/demo
//! cargo run --example demo -- --out DIR          files there
//! cargo run --example demo -- --json             one JSON object instead
//! cargo run --example demo -- --kill-after STEP  the step after which (e) is killed
//! ```
//!
//! Nothing has to be installed: portal and 1C base run inside this process, over real HTTP. Only
//! scenario (e) starts further processes, since one of them is really killed.

#![expect(clippy::print_stdout, reason = "a demo prints")]
#![expect(
    clippy::print_stderr,
    reason = "what went wrong goes to the error stream"
)]

mod clock;
mod company;
mod host;
mod kill;
mod options;
mod report;
mod story;
mod watched;

use options::{Command, Options};
use std::process::ExitCode;

/// What ends the demo early: a sentence for the one who started it.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let outcome = Options::parse(std::env::args().skip(1))
        .map_err(Failure::from)
        .and_then(run);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("demo: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match command {
            Command::Play(options) => play(&options).await,
            Command::Drive(drive) => kill::drive(&drive).await,
        }
    })
}

async fn play(options: &Options) -> Result<(), Failure> {
    let mut told = Vec::new();
    if !options.json {
        report::head();
    }
    let stage = story::Stage::set_up(options).await?;
    for scenario in story::SCENARIOS {
        let scene = stage.play(scenario).await?;
        if !options.json {
            report::scene(&scene);
        }
        told.push(scene);
    }
    if options.json {
        println!("{}", report::json(&told));
    } else {
        report::foot(&told, &options.out);
    }
    match told.iter().find_map(|scene| scene.surprise.as_deref()) {
        Some(surprise) => Err(surprise.into()),
        None => Ok(()),
    }
}
