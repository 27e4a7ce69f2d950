//! What must hold after every history.

use super::fate::{Alphabet, Fate};
use super::history::{History, done};
use super::ledger::{Ledger, Sent, What};
use crate::support::{ACCOUNTANT, ADMINISTRATOR, APPROVER, MANAGER, REQUESTER};
use docflow_core::*;
use std::collections::BTreeMap;

/// One run that is over, what was done outside, and how the run remembers itself.
struct Case<'a> {
    history: &'a History,
    run: &'a RunKey,
    over: Run,
    ending: Ending,
    ledger: &'a Ledger,
    story: String,
}

/// What was done outside since a run began.
impl Case<'_> {
    fn sent(&self) -> &[Sent] {
        &self.ledger.sent[self.history.before.sent..]
    }

    fn addressed(&self) -> &[Sent] {
        &self.ledger.addressed[self.history.before.addressed..]
    }

    fn faults(&self) -> &[(Fate, String, bool)] {
        &self.ledger.faults[self.history.before.faults..]
    }

    fn deeds(&self) -> &[String] {
        &self.ledger.deeds[self.history.before.deeds..]
    }
}

impl History {
    /// Judges a run that is over.
    pub(crate) fn judge(&self, run: &RunKey) {
        let ending = self.ending(run);
        let row = done(self.journal.get(run)).unwrap();
        let ledger = self.world.ledger();
        let story = format!(
            "{ending:?} of {run} after {:?} and {:?}",
            ledger.faults, ledger.deeds
        );
        let case = Case {
            history: self,
            run,
            over: wire::read(&row.snapshot).unwrap(),
            ending,
            ledger: &ledger,
            story,
        };
        case.once();
        case.numbers();
        case.writes();
        case.people();
        case.outages();
        match &case.ending {
            Ending::Completed => case.completed(),
            Ending::Cancelled { after_issue } => case.cancelled(*after_issue),
            Ending::NumberRejected => case.rejected(),
            Ending::Refused(codes) => case.refused(codes),
            Ending::Closed { .. } => panic!("nobody closed the run"),
        }
    }
}

impl History {
    /// Judges what two runs of a deal have left together.
    pub(crate) fn judge_purpose(&self, first: &RunKey, second: &RunKey, purpose: Purpose) {
        let ledger = self.world.ledger();
        let set_of = |run: &RunKey| {
            let prefix = format!("{run}/");
            let found = ledger.made.iter().find(|key| key.starts_with(&prefix));
            found.map(|key| &ledger.sets[key])
        };
        let (Some(old), Some(new)) = (set_of(first), set_of(second)) else {
            return;
        };
        let names = |set: &[StandingDocument]| -> Vec<String> {
            set.iter().map(|one| one.onec_ref.clone()).collect()
        };
        let story = format!("{:?} and {:?}", ledger.faults, ledger.deeds);
        let contract = new.files.set.document(DocumentSlot::Contract);
        if purpose == Purpose::Supersedes {
            assert_eq!(names(&new.supersedes), old.references(), "{story}");
            assert!(contract.is_some(), "{story}");
        } else {
            assert!(contract.is_none() && new.supersedes.is_empty(), "{story}");
            let basis = new.basis.as_ref().map(|one| one.onec_ref.as_str());
            assert_eq!(basis, old.references().first().copied(), "{story}");
        }
        let standing = if purpose == Purpose::Supersedes { 1 } else { 2 };
        assert_eq!(ledger.standing().len(), standing, "{story}");
    }
}

impl Case<'_> {
    fn story(&self) -> &str {
        &self.story
    }

    /// Keys of sets that this run has made.
    fn own_sets(&self) -> Vec<&String> {
        let prefix = format!("{}/", self.run);
        let made = self.ledger.made.iter();
        made.filter(|key| key.starts_with(&prefix)).collect()
    }

    fn own_items(&self) -> Vec<&str> {
        let prefix = format!("{}/attach/", self.run);
        let uploads = self.ledger.uploads.iter();
        let mut items: Vec<&str> = uploads
            .filter_map(|step| step.strip_prefix(&prefix))
            .collect();
        items.sort_unstable();
        items
    }

    /// Nothing exists twice, and nothing took effect that must not have.
    fn once(&self) {
        let (ledger, story) = (self.ledger, self.story());
        assert_eq!(ledger.wrong, [""; 0], "{story}");
        assert!(self.own_sets().len() <= 1, "documents made twice: {story}");
        let contracts = ledger.standing().into_iter().filter(|(_, set)| {
            let documents = &set.files.set.documents;
            documents
                .iter()
                .any(|one| one.slot == DocumentSlot::Contract)
        });
        assert!(contracts.count() <= 1, "two contracts stand: {story}");
        for steps in [&ledger.uploads, &ledger.comments] {
            let mut once = steps.clone();
            once.sort();
            once.dedup();
            assert_eq!(
                once.len(),
                steps.len(),
                "attached or announced twice: {story}"
            );
        }
        for key in self.own_sets() {
            let read = ledger.client_read.as_ref();
            let client = &ledger.sets[key].client;
            assert_eq!(Some(client), read, "documents of another client: {story}");
        }
    }

    /// A number is used or free, or the run says that giving it back was refused.
    fn numbers(&self) {
        let refused = self.is_undelivered("release");
        assert!(
            refused || self.ledger.reserved.is_empty(),
            "a number is held: {}",
            self.story
        );
    }

    fn is_undelivered(&self, step: &str) -> bool {
        self.over.undelivered().contains(&self.run.step(step))
    }

    /// The steps that write, once each, and what faults explain.
    fn writes(&self) {
        let steps = self.steps();
        let faults = self.faults().iter().filter(|(.., writes)| *writes);
        let faults: u32 = faults.map(|(fate, ..)| fate.cost()).sum();
        // A deal with another client has its number reserved anew.
        let clients = self.deeds().iter();
        let clients = clients
            .filter(|deed| deed.starts_with("OtherClient"))
            .count();
        let anew = if self.history.setting.approval {
            u32::try_from(clients).unwrap()
        } else {
            0
        };
        let bound = steps + faults + anew;
        let writes = self.ledger.writes - self.history.before.writes;
        assert!(
            writes <= bound,
            "{writes} writes of at most {bound}: {}",
            self.story
        );
    }

    /// Number, issue, an upload for each document, the final batch.
    fn steps(&self) -> u32 {
        match (self.over.order().purpose, self.history.setting.approval) {
            (Purpose::Invoice, _) => 3,
            (_, false) => 4,
            (_, true) => 5,
        }
    }

    fn faults_of(&self, step: &str) -> usize {
        let faults = self.faults().iter();
        faults.filter(|(_, name, _)| name == step).count()
    }

    fn silences_at(&self, step: &str) -> usize {
        let silence = format!("Silence at {step}");
        let deeds = self.deeds().iter();
        deeds.filter(|deed| **deed == silence).count()
    }

    /// Nobody is told anything more often than steps, reminders and faults explain.
    fn people(&self) {
        let mut counts: BTreeMap<(&str, u64), usize> = BTreeMap::new();
        for sent in self.sent() {
            *counts.entry((&sent.step, sent.to)).or_default() += 1;
        }
        for ((step, to), count) in counts {
            let waits = if step.starts_with("problem/") {
                "person"
            } else {
                step
            };
            let questions = self.questions(step);
            let bound = questions + self.faults_of(step) + self.silences_at(waits);
            assert!(
                count <= bound,
                "{to} was told of {step} {count} times of at most {bound}: {}",
                self.story
            );
        }
        for (round, owner) in &self.history.problems {
            self.problem(*round, *owner);
        }
    }

    /// How often a step is told when nothing goes wrong: in each run, and for each number.
    fn questions(&self, step: &str) -> usize {
        if step != "approval" {
            return 1;
        }
        let reserved = self.faults().iter();
        let expired = reserved.filter(|(fate, ..)| *fate == Fate::ReservationExpired);
        let clients = self.deeds().iter();
        let clients = clients.filter(|deed| deed.starts_with("OtherClient"));
        1 + expired.count() + clients.count()
    }

    /// A problem goes to whoever can mend it, and the manager learns who is waited for.
    fn problem(&self, round: u32, owner: Owner) {
        let step = format!("problem/{round}");
        let mends: &[u64] = match owner {
            Owner::Accountant => &[ACCOUNTANT, ADMINISTRATOR],
            Owner::Administrator => &[ADMINISTRATOR],
            Owner::Manager => &[MANAGER],
        };
        let addressed = |to: u64, fits: &dyn Fn(&What) -> bool| {
            let all = self.addressed().iter();
            all.filter(|one| one.step == step && one.to == to)
                .any(|one| fits(&one.what))
        };
        let names = |what: &What| matches!(what, What::Waits(Some(_)));
        assert!(
            mends
                .iter()
                .any(|to| addressed(*to, &|what| *what == What::Problem)),
            "who can mend {step} is not told: {}",
            self.story
        );
        assert!(
            addressed(MANAGER, &names) || addressed(REQUESTER, &names),
            "nobody learns who is waited for at {step}: {}",
            self.story
        );
        if self.faults_of(&step) == 0 {
            let sent = self.sent().iter();
            let told = sent.filter(|one| one.step == step && one.what == What::Problem);
            assert!(
                told.count() >= 1,
                "nobody is told of {step}: {}",
                self.story
            );
        }
    }

    /// What is away comes back: nobody is asked to do something about it.
    fn outages(&self) {
        let outages_alone = self.faults().iter().all(|(fate, ..)| fate.is_outage());
        if outages_alone && !self.faults().is_empty() {
            assert_eq!(
                self.history.problems,
                [],
                "a person is asked: {}",
                self.story
            );
        }
    }

    fn told(&self, step: &str, fits: impl Fn(&What) -> bool) -> BTreeMap<u64, usize> {
        let mut told = BTreeMap::new();
        for one in self.sent() {
            if one.step == step && fits(&one.what) {
                *told.entry(one.to).or_default() += 1;
            }
        }
        told
    }

    fn happened(&self, fate: Fate, step: &str) -> bool {
        let faults = self.faults().iter();
        faults
            .into_iter()
            .any(|(one, name, _)| *one == fate && name == step)
    }

    fn completed(&self) {
        let story = self.story();
        let sets = self.own_sets();
        assert_eq!(sets.len(), 1, "nothing was made: {story}");
        let set = &self.ledger.sets[sets[0]];
        let items: &[&str] = match set.basis {
            Some(_) => &["invoice-1"],
            None => &["contract", "invoice-1"],
        };
        assert_eq!(self.own_items(), items, "not attached: {story}");
        let comment = self.run.step("announce").to_string();
        let comments = self.ledger.comments.iter();
        let comments = comments.filter(|key| **key == comment).count();
        assert_eq!(comments, 1, "not announced: {story}");
        if set.basis.is_none() {
            assert_eq!(self.ledger.fields["UF_CRM_CONTRACT"], "15", "{story}");
        }
        self.ready();
        self.too_late();
    }

    /// The responsible, the requester, and where documents are replaced the accountant are told once
    /// each; one of them not, when that is refused.
    fn ready(&self) {
        let told = self.told("announce", |what| *what == What::Ready);
        let completed = self.ledger.comments.len() - self.history.before.comments;
        let refused = self.happened(Fate::OneRefused, "announce");
        let people: Vec<u64> = told.keys().copied().collect();
        let request = self.over.request().map(DocumentRequest::parts);
        let replaces = request.is_some_and(|parts| !parts.supersedes.is_empty());
        let mut expected = vec![MANAGER, REQUESTER];
        expected.extend(replaces.then_some(ACCOUNTANT));
        assert!(
            people == expected || refused,
            "{people:?} are told: {}",
            self.story
        );
        let all: usize = told.values().sum();
        assert_eq!(
            all + usize::from(refused),
            expected.len() * completed,
            "each is told once: {}",
            self.story
        );
    }

    /// Who wants to cancel what is done learns that it is too late.
    fn too_late(&self) {
        let mut faults = self.faults().iter();
        let restarted = faults.any(|(fate, name, _)| fate.ends_the_process() || name == "late");
        if self.history.cancels > 0 && !restarted {
            let told = self.told("late", |what| *what == What::TooLate);
            assert_eq!(told.get(&MANAGER), Some(&1), "too late: {}", self.story);
        }
    }

    fn cancelled(&self, after_issue: bool) {
        let (ledger, story) = (self.ledger, self.story());
        let sets = self.own_sets();
        assert_eq!(
            !sets.is_empty(),
            after_issue,
            "what exists is told: {story}"
        );
        let exists: Vec<&str> = sets
            .iter()
            .flat_map(|key| ledger.sets[*key].references())
            .collect();
        let notices = self.addressed().iter().filter(|one| one.step == "ended");
        let mut notices = notices.filter_map(|one| match &one.what {
            What::Cancelled(exists, attached) => Some((one.to, exists, attached)),
            _ => None,
        });
        let uploaded = self.own_items();
        let certain = self.history.setting.alphabet == Alphabet::First
            && self
                .faults()
                .iter()
                .all(|(_, name, _)| !name.starts_with("attach/"));
        for (_, named, attached) in notices.clone() {
            assert_eq!(*named, exists, "what exists is named: {story}");
            let hang = attached
                .iter()
                .all(|item| uploaded.contains(&item.as_str()));
            assert!(hang, "what hangs in the deal is named: {story}");
            assert!(!certain || attached.len() == uploaded.len(), "{story}");
        }
        assert!(
            notices.any(|(to, ..)| to == MANAGER),
            "who cancelled is told: {story}"
        );
        if self.faults_of("ended") == 0 {
            let told = self.told("ended", |what| matches!(what, What::Cancelled(..)));
            assert_eq!(
                told.get(&MANAGER),
                Some(&1),
                "who cancelled is told: {story}"
            );
        }
    }

    fn rejected(&self) {
        let story = self.story();
        assert_eq!(self.own_sets().len(), 0, "{story}");
        if self.faults_of("ended") == 0 {
            let told = self.told("ended", |what| *what == What::NumberRejected);
            let told: Vec<u64> = told.keys().copied().collect();
            assert_eq!(told, [MANAGER, REQUESTER], "{story}");
        }
        let asked = self.told("approval", |what| *what == What::Question);
        assert!(
            asked.contains_key(&APPROVER) || self.faults_of("approval") > 0,
            "{story}"
        );
    }

    fn refused(&self, codes: &[String]) {
        let story = self.story();
        assert!(self.history.closed, "a good deal was refused: {story}");
        let named = codes.iter().any(|code| code == "deal-closed");
        assert!(named, "{codes:?} is told: {story}");
        assert_eq!(self.own_sets().len(), 0, "{story}");
        if self.faults_of("findings") == 0 {
            let told = self.told("findings", |what| *what == What::Findings);
            let told: Vec<u64> = told.keys().copied().collect();
            assert_eq!(told, [MANAGER, REQUESTER], "{story}");
        }
    }
}
