//! The six scenarios, and the stage on which they are played.

use crate::Failure;
use crate::clock::{MORNING, StoryClock};
use crate::company::{self, Secrets};
use crate::host::{Host, Place};
use crate::kill::{self, Ended};
use crate::options::Options;
use crate::watched::{Beat, Beats};
use docflow::{Lang, Texts};
use docflow_core::{
    Choices, Clock as _, DealId, Ending, Engine as _, FileRef, MessageId, Order, Purpose, Run,
    RunFilter, RunKey, Started, State, Submit, UserId, wire,
};
use docflow_sandbox::{Fault, FaultKind, Sandbox, SandboxClock, Side};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// After this a killed process is started again: its claim has run out by then, and whatever it
/// had asked for is done or was never begun.
const SIX_MINUTES: chrono::TimeDelta = chrono::TimeDelta::minutes(6);

/// After this the portal can no longer be working on a call whose answer nobody saw.
const TWO_MINUTES: chrono::TimeDelta = chrono::TimeDelta::minutes(2);

/// One scenario of the demo.
pub(crate) struct Scenario {
    letter: &'static str,
    title: &'static str,
    deal: u64,
    requester: u64,
    choices: &'static [(&'static str, &'static str)],
    answers: &'static [(&'static str, &'static str)],
    twist: Twist,
}

/// What makes a scenario special.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Twist {
    None,
    Mistakes,
    LostAnswer,
    Killed,
}

/// What was seen of a scenario.
pub(crate) struct Scene {
    pub(crate) letter: &'static str,
    pub(crate) title: &'static str,
    pub(crate) deal: u64,
    pub(crate) run: String,
    pub(crate) ending: String,
    pub(crate) beats: Vec<Beat>,
    pub(crate) notes: Vec<String>,
    pub(crate) portal_requests: usize,
    pub(crate) onec_requests: usize,
    pub(crate) took: Duration,
    pub(crate) documents: Vec<String>,
    pub(crate) files: Vec<String>,
    /// What was not as it should be.
    pub(crate) surprise: Option<String>,
}

/// Portal, 1C base and a host, all in this process.
pub(crate) struct Stage {
    sandbox: Sandbox,
    onec: String,
    secrets: Secrets,
    host: Host,
    clock: Arc<StoryClock>,
    beats: Beats,
    out: PathBuf,
    kill_after: String,
}

impl Stage {
    pub(crate) async fn set_up(options: &Options) -> Result<Self, Failure> {
        let world = company::world()?;
        let secrets =
            Secrets::of(&world).ok_or("expected the world to have a token and a login")?;
        let publication = world.onec.get("publication").and_then(|name| name.as_str());
        let publication = publication
            .ok_or("expected the world to name a publication")?
            .to_owned();
        let clock = Arc::new(StoryClock::starting_at(MORNING)?);
        let sandbox_clock = SandboxClock::real();
        sandbox_clock.set(clock.now().timestamp_millis());
        let sandbox = Sandbox::builder()
            .world(world)
            .clock(sandbox_clock)
            .start()
            .await?;
        let onec = format!("{}/{publication}", sandbox.onec_url());
        let home = options.out.join("host");
        if home.exists() {
            std::fs::remove_dir_all(&home)?;
        }
        std::fs::create_dir_all(&home)?;
        let beats = Beats::default();
        let place = Place {
            portal: sandbox.portal_url(),
            onec: &onec,
            home: &home,
        };
        let host = Host::open(&place, &secrets, clock.clone(), beats.clone(), None)?;
        Ok(Self {
            onec,
            secrets,
            host,
            clock,
            beats,
            out: options.out.clone(),
            kill_after: options.kill_after.clone(),
            sandbox,
        })
    }

    pub(crate) async fn play(&self, scenario: &'static Scenario) -> Result<Scene, Failure> {
        self.sandbox.clear_requests();
        if let Ok(mut beats) = self.beats.lock() {
            beats.clear();
        }
        let begun = Instant::now();
        let mut notes = Vec::new();
        if scenario.twist == Twist::LostAnswer {
            let lost = Fault::new(Side::Onec, "POST document-sets", FaultKind::DropAfter);
            self.sandbox.add_fault(lost);
            notes.push("the answer of 1C is cut off after the work is done".to_owned());
        }
        let started = self.host.engine.start(scenario.wish()?).await?;
        if scenario.twist == Twist::Killed {
            self.kill_and_restart(&started.run, &mut notes).await?;
        } else {
            self.host.engine.run_due(self.clock.now()).await?;
        }
        let took = begun.elapsed();
        self.scene(scenario, &started, notes, took).await
    }

    async fn kill_and_restart(&self, run: &RunKey, notes: &mut Vec<String>) -> Result<(), Failure> {
        let home = self.out.join("host");
        let place = Place {
            portal: self.sandbox.portal_url(),
            onec: &self.onec,
            home: &home,
        };
        let step = self.kill_after.as_str();
        let first = kill::process(&place, &self.secrets, self.clock.now(), Some(step))?;
        if first != Ended::Killed {
            return Err(
                format!("expected the process to die after {step}, it ended by itself").into(),
            );
        }
        let later = |by| {
            self.clock
                .now()
                .checked_add_signed(by)
                .ok_or("expected more time")
        };
        notes.push(format!(
            "a process performs {step} and is killed before it can write that down"
        ));
        kill::process(&place, &self.secrets, later(SIX_MINUTES)?, None)?;
        notes.push("six minutes later, by its own clock, another process goes on".to_owned());
        // What the portal may still have been working on is not looked for at once.
        if !matches!(self.host.engine.status(run).await?.state, State::Done(_)) {
            kill::process(
                &place,
                &self.secrets,
                later(SIX_MINUTES + TWO_MINUTES)?,
                None,
            )?;
            notes.push("two minutes later it looks for what was done, and goes on".to_owned());
        }
        Ok(())
    }

    async fn scene(
        &self,
        scenario: &'static Scenario,
        started: &Started,
        mut notes: Vec<String>,
        took: Duration,
    ) -> Result<Scene, Failure> {
        let status = self.host.engine.status(&started.run).await?;
        let run = self.stored(&started.run).await?;
        let requests = self.sandbox.requests();
        let count = |side| {
            requests
                .iter()
                .filter(|request| request.side == side)
                .count()
        };
        let (portal_requests, onec_requests) = (count(Side::Portal), count(Side::Onec));
        notes.extend(self.messages(scenario));
        let sets = self.sets_of(scenario.deal);
        let surprise = scenario.surprise(&status.state, sets, onec_requests);
        Ok(Scene {
            letter: scenario.letter,
            title: scenario.title,
            deal: scenario.deal,
            run: started.run.to_string(),
            ending: Texts::new().state(&status.state, Lang::En),
            beats: self
                .beats
                .lock()
                .map(|beats| beats.clone())
                .unwrap_or_default(),
            notes,
            portal_requests,
            onec_requests,
            took,
            documents: documents(&run),
            files: self.save(scenario, &run).await?,
            surprise,
        })
    }

    async fn stored(&self, key: &RunKey) -> Result<Run, Failure> {
        let filter = RunFilter {
            deal: Some(key.deal().get()),
            ..RunFilter::default()
        };
        let rows = self.host.engine.parts().journal.list(&filter).await?;
        let row = rows
            .iter()
            .find(|row| row.key == *key)
            .ok_or("expected the run in the journal")?;
        Ok(wire::read(&row.snapshot)?)
    }

    /// Files as the manager finds them in the deal; a docx and its pdf share their stem.
    async fn save(&self, scenario: &Scenario, run: &Run) -> Result<Vec<String>, Failure> {
        let mut saved = Vec::new();
        for (attachment, _) in run.attached() {
            let stem = format!("{}-{}", scenario.letter, attachment.item);
            for file in [&attachment.docx, &attachment.pdf] {
                saved.push(self.save_one(&stem, file).await?);
            }
        }
        Ok(saved)
    }

    async fn save_one(&self, stem: &str, file: &FileRef) -> Result<String, Failure> {
        use docflow_core::FileStore as _;
        let bytes = self
            .host
            .files
            .get(file.hash)
            .await?
            .ok_or("expected the file in the store")?;
        let path = self.out.join(format!("{stem}.{}", file.format.extension()));
        std::fs::write(&path, bytes)?;
        Ok(path.display().to_string())
    }

    /// How many sets of documents 1C has for a deal.
    fn sets_of(&self, deal: u64) -> usize {
        let state = self.sandbox.state();
        let contracts = state
            .pointer("/onec/contracts")
            .and_then(|all| all.as_object().cloned());
        let own = |one: &&serde_json::Value| {
            one.get("deal").and_then(serde_json::Value::as_str) == Some(&deal.to_string())
        };
        contracts.map_or(0, |all| all.values().filter(own).count())
    }

    /// What the people of the deal were told.
    fn messages(&self, scenario: &Scenario) -> Vec<String> {
        let state = self.sandbox.state();
        let all = state
            .pointer("/portal/notifications")
            .and_then(|all| all.as_array().cloned());
        let link = format!("/crm/deal/details/{}/", scenario.deal);
        let told = all.unwrap_or_default().into_iter().filter_map(|one| {
            let text = one.get("message")?.as_str()?.to_owned();
            let user = one.get("user")?.as_i64()?;
            text.contains(&link)
                .then(|| format!("to employee {user}: {text}"))
        });
        told.collect()
    }
}

impl Scenario {
    fn wish(&self) -> Result<Submit, Failure> {
        let requested_by = UserId::new(self.requester).ok_or("expected a requester")?;
        Ok(Submit {
            deal: DealId::new(self.deal).ok_or("expected a deal")?,
            generation: 1,
            source: "wizard".to_owned(),
            message: MessageId::new(format!("demo-{}", self.letter)),
            order: Order {
                requested_by,
                office: None,
                purpose: Purpose::First,
                choices: self.choices()?,
            },
        })
    }

    fn choices(&self) -> Result<Choices, Failure> {
        let chosen: BTreeMap<&str, &str> = self.choices.iter().copied().collect();
        let text = |name: &str| chosen.get(name).map(|&value| value.to_owned());
        let day = |name: &str| chosen.get(name).map(|day| day.parse()).transpose();
        let answers = self.answers.iter();
        Ok(Choices {
            seller: text("seller"),
            region: text("region"),
            form: text("form"),
            contract_date: day("contract_date")?,
            invoice_date: day("invoice_date")?,
            valid_until: day("valid_until")?,
            due: day("due")?,
            schedule: text("schedule"),
            answers: answers
                .map(|&(code, value)| (code.to_owned(), value.to_owned()))
                .collect(),
            ..Choices::default()
        })
    }

    /// What is not as the scenario promises.
    fn surprise(&self, state: &State, sets: usize, onec_requests: usize) -> Option<String> {
        let wrong = match (self.twist, state) {
            (Twist::Mistakes, State::Done(Ending::Refused(codes))) => {
                let mut different = codes.clone();
                different.sort();
                different.dedup();
                different.len() < 6 || onec_requests > 0 || sets > 0
            }
            (Twist::Mistakes, _) => true,
            (_, State::Done(Ending::Completed)) => sets != 1,
            (_, _) => true,
        };
        wrong.then(|| {
            format!(
                "scenario ({}) ended in {state:?} with {sets} sets in 1C",
                self.letter
            )
        })
    }
}

fn documents(run: &Run) -> Vec<String> {
    let issued = run
        .issued()
        .map(|set| set.documents.clone())
        .unwrap_or_default();
    issued
        .iter()
        .map(|one| {
            format!(
                "{} № {} of {} for {} roubles",
                one.slot, one.number, one.date, one.total
            )
        })
        .collect()
}

/// The scenarios in the order in which they are played.
pub(crate) const SCENARIOS: &[Scenario] = &[
    Scenario {
        letter: "a",
        title: "a legal entity buys services, 100 %",
        deal: 1001,
        requester: 12,
        choices: &[
            ("region", "msk"),
            ("form", "services"),
            ("contract_date", "2026-11-24"),
        ],
        answers: &[],
        twist: Twist::None,
    },
    Scenario {
        letter: "b",
        title: "a sole trader buys goods, 70/30",
        deal: 1002,
        requester: 31,
        choices: &[
            ("region", "ekb"),
            ("form", "supply"),
            ("schedule", "70-30"),
            ("contract_date", "2026-11-24"),
        ],
        answers: &[("delivery_days", "10")],
        twist: Twist::None,
    },
    Scenario {
        letter: "c",
        title: "a deal with at least six mistakes",
        deal: 1003,
        requester: 13,
        choices: &[
            ("region", "msk"),
            ("form", "services"),
            ("contract_date", "2026-11-24"),
        ],
        answers: &[],
        twist: Twist::Mistakes,
    },
    Scenario {
        letter: "d",
        title: "the answer of 1C is lost after it did the work",
        deal: 1004,
        requester: 12,
        choices: &[
            ("region", "msk"),
            ("form", "services"),
            ("contract_date", "2026-11-24"),
        ],
        answers: &[],
        twist: Twist::LostAnswer,
    },
    Scenario {
        letter: "e",
        title: "the process is killed and started again",
        deal: 1005,
        requester: 12,
        choices: &[
            ("region", "msk"),
            ("form", "supply-install"),
            ("contract_date", "2026-11-24"),
        ],
        answers: &[("delivery_days", "10"), ("install_start", "2026-12-14")],
        twist: Twist::Killed,
    },
    Scenario {
        letter: "f",
        title: "a person, contact only",
        deal: 1006,
        requester: 12,
        choices: &[
            ("region", "msk"),
            ("form", "services-person"),
            ("contract_date", "2026-11-24"),
        ],
        answers: &[
            ("visit_date", "2026-11-27"),
            ("visit_time", "с 9 до 13 часов"),
        ],
        twist: Twist::None,
    },
];
