//! What may happen: to a call, at a wait, in a pause, while the process is down.
//!
//! The first alphabet is small enough for three events in every history; the second holds the first
//! and everything else that is known to happen.

use docflow_core::Side;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Which events there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alphabet {
    First,
    Second,
}

/// A kind of call, by what may happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Call {
    Facts,
    Ask,
    /// A message about a problem, which is answered.
    TellProblem,
    Tell,
    /// The message after the end, which is sent as well as can be.
    TellLate,
    Reserve,
    Release,
    Issue,
    /// An issue with a number that is held.
    IssueReserved,
    LookUp,
    Void,
    Attach,
    Announce,
    /// Looking for what an earlier attempt may have done.
    Probe,
    /// A file that 1C is asked for again.
    BaseFile,
    StoreGet,
    StorePut,
}

/// What may happen to one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Fine,
    CrashBefore,
    CrashAfter,
    /// Refused, and it will go better later.
    Busy,
    /// Refused, and a person must act.
    Refused,
    LostBefore,
    LostAfter,
    /// No answer, and it takes effect half a minute later.
    DoneLate,
    /// 1C has it and works on it.
    Accepted,
    /// Done, but meanwhile the claim has run out and another engine works on the run.
    Overtaken,
    /// Somebody cancels while it is under way.
    CancelMeanwhile,
    /// The trigger comes again while it is under way.
    TriggerAgain,
    /// The claim runs out and another engine works on the run before it takes effect: it never does.
    OvertakenBefore,
    /// The answer to the question comes while the question is under way.
    AnswerMeanwhile,
    /// The side is away, for this call.
    Away,
    /// The side is away for the next sixty hours.
    AwayLong,
    /// Lost by an outage, before and after it took effect.
    LostAwayBefore,
    LostAwayAfter,
    /// It waits for 90 s before it is sent, takes effect half a minute later, and has no answer.
    SentLateLost,
    /// Done, while the clock is 290 days ahead until the next call.
    ClockAhead,
    /// The same, and the answer is lost.
    ClockAheadLost,
    /// The adapter panics before or after the effect.
    PanicBefore,
    PanicAfter,
    /// 1C has a set under this key that was made of another request.
    KeyReused,
    /// The number is not held any more.
    ReservationExpired,
    /// The set was there before this run asked, and its first document hung in the deal.
    Replayed,
    /// The base can not void keys.
    VoidUnavailable,
    /// The first of the people is not told, for now or for good.
    OnePassing,
    OneRefused,
    /// The store has lost the file.
    FileLost,
    /// What 1C sent is not what it named.
    FileDamaged,
    StoreFails,
}

use Fate::{
    Accepted, AnswerMeanwhile, Away, AwayLong, Busy, CancelMeanwhile, ClockAhead, ClockAheadLost,
    CrashAfter, CrashBefore, DoneLate, FileDamaged, FileLost, KeyReused, LostAfter, LostAwayAfter,
    LostAwayBefore, LostBefore, OnePassing, OneRefused, Overtaken, OvertakenBefore, PanicAfter,
    PanicBefore, Refused, Replayed, ReservationExpired, SentLateLost, StoreFails, TriggerAgain,
    VoidUnavailable,
};

const READ: &[Fate] = &[
    CrashBefore,
    CrashAfter,
    Busy,
    Refused,
    Overtaken,
    CancelMeanwhile,
    TriggerAgain,
];
const LOST: &[Fate] = &[LostBefore, LostAfter];
const OUTAGE: &[Fate] = &[OvertakenBefore, Away, AwayLong, PanicBefore, ClockAhead];
const OUTAGE_OF_WRITE: &[Fate] = &[
    LostAwayBefore,
    LostAwayAfter,
    SentLateLost,
    ClockAheadLost,
    PanicAfter,
];

impl Call {
    const ALL: [Self; 17] = [
        Self::Facts,
        Self::Ask,
        Self::TellProblem,
        Self::Tell,
        Self::TellLate,
        Self::Reserve,
        Self::Release,
        Self::Issue,
        Self::IssueReserved,
        Self::LookUp,
        Self::Void,
        Self::Attach,
        Self::Announce,
        Self::Probe,
        Self::BaseFile,
        Self::StoreGet,
        Self::StorePut,
    ];

    /// Whether it makes something that must not be there twice.
    pub(crate) fn writes(self) -> bool {
        matches!(
            self,
            Self::Reserve | Self::Issue | Self::IssueReserved | Self::Attach | Self::Announce
        )
    }

    pub(crate) fn side(self) -> Side {
        match self {
            Self::Facts
            | Self::Ask
            | Self::TellProblem
            | Self::Tell
            | Self::TellLate
            | Self::Attach
            | Self::Announce
            | Self::Probe => Side::Crm,
            Self::Reserve
            | Self::Release
            | Self::Issue
            | Self::IssueReserved
            | Self::LookUp
            | Self::Void
            | Self::BaseFile => Side::Accounting,
            Self::StoreGet | Self::StorePut => Side::Host,
        }
    }

    fn first(self) -> Vec<&'static [Fate]> {
        match self {
            Self::Probe | Self::BaseFile | Self::StoreGet | Self::StorePut => vec![],
            Self::Attach | Self::Announce | Self::Reserve => vec![READ, LOST, &[DoneLate]],
            Self::Issue | Self::IssueReserved => vec![READ, LOST, &[DoneLate, Accepted]],
            Self::Facts
            | Self::Ask
            | Self::TellProblem
            | Self::Tell
            | Self::TellLate
            | Self::Release
            | Self::LookUp
            | Self::Void => vec![READ],
        }
    }

    fn second(self) -> Vec<&'static [Fate]> {
        match self {
            Self::Facts => vec![READ, OUTAGE],
            Self::Reserve => vec![
                READ,
                LOST,
                &[DoneLate, ReservationExpired],
                OUTAGE,
                OUTAGE_OF_WRITE,
            ],
            Self::Release => vec![READ, LOST, OUTAGE, &[LostAwayAfter, PanicAfter]],
            Self::Issue => vec![
                READ,
                LOST,
                &[DoneLate, Accepted, KeyReused, Replayed],
                OUTAGE,
                OUTAGE_OF_WRITE,
            ],
            Self::IssueReserved => vec![
                READ,
                LOST,
                &[DoneLate, Accepted, KeyReused, Replayed],
                &[ReservationExpired],
                OUTAGE,
                OUTAGE_OF_WRITE,
            ],
            Self::LookUp => vec![READ, OUTAGE, &[LostBefore, LostAwayBefore, Accepted]],
            Self::Void => vec![
                READ,
                LOST,
                OUTAGE,
                &[LostAwayAfter, Accepted, VoidUnavailable, PanicAfter],
            ],
            Self::Attach => vec![READ, LOST, &[DoneLate], OUTAGE, OUTAGE_OF_WRITE],
            Self::Announce => vec![READ, LOST, &[DoneLate, OneRefused], OUTAGE, OUTAGE_OF_WRITE],
            _ => self.second_of_words_and_files(),
        }
    }

    fn second_of_words_and_files(self) -> Vec<&'static [Fate]> {
        match self {
            Self::Ask => vec![READ, LOST, OUTAGE, &[AnswerMeanwhile, LostAwayAfter]],
            Self::TellProblem => vec![
                READ,
                LOST,
                OUTAGE,
                &[AnswerMeanwhile, LostAwayAfter, OnePassing, OneRefused],
            ],
            Self::Tell => vec![
                READ,
                LOST,
                OUTAGE,
                &[LostAwayAfter, OnePassing, OneRefused, PanicAfter],
            ],
            Self::TellLate => vec![&[CrashBefore, Busy, Refused, Away, PanicBefore]],
            Self::Probe => vec![&[
                CrashBefore,
                Busy,
                Refused,
                LostBefore,
                Away,
                LostAwayBefore,
                OvertakenBefore,
                CancelMeanwhile,
                PanicBefore,
            ]],
            Self::BaseFile => vec![&[
                CrashBefore,
                Busy,
                Refused,
                LostBefore,
                Away,
                AwayLong,
                Accepted,
                FileDamaged,
            ]],
            Self::StoreGet => vec![&[FileLost, StoreFails]],
            Self::StorePut => vec![&[FileDamaged, StoreFails]],
            _ => Vec::new(),
        }
    }
}

static FATES: LazyLock<BTreeMap<(Alphabet, Call), Vec<Fate>>> = LazyLock::new(|| {
    let with_fine = |fates: Vec<&[Fate]>| [vec![Fate::Fine], fates.concat()].concat();
    let first = Call::ALL.map(|call| ((Alphabet::First, call), with_fine(call.first())));
    let second = Call::ALL.map(|call| ((Alphabet::Second, call), with_fine(call.second())));
    first.into_iter().chain(second).collect()
});

/// What may happen to a call; first that nothing does.
pub(crate) fn fates(alphabet: Alphabet, call: Call) -> &'static [Fate] {
    &FATES[&(alphabet, call)]
}

impl Fate {
    /// The code of a refusal that means something to a run.
    pub(crate) fn code(self) -> Option<&'static str> {
        match self {
            KeyReused => Some("key_reused"),
            ReservationExpired => Some("reservation_expired"),
            VoidUnavailable => Some(docflow_core::VOID_UNAVAILABLE),
            _ => None,
        }
    }

    /// Whether it speaks of the side and of nothing else.
    pub(crate) fn is_outage(self) -> bool {
        matches!(self, Away | AwayLong | LostAwayBefore | LostAwayAfter)
    }

    /// Whether the run may go on under another engine, which begins its step anew.
    pub(crate) fn ends_the_process(self) -> bool {
        matches!(self, CrashBefore | CrashAfter | Overtaken | OvertakenBefore)
    }

    /// How many writes it may cost when it happens to a write.
    pub(crate) fn cost(self) -> u32 {
        match self {
            Self::Fine
            | CancelMeanwhile
            | TriggerAgain
            | AnswerMeanwhile
            | ClockAhead
            | OneRefused
            | Replayed => 0,
            // A number of its own, and the issue once more.
            ReservationExpired => 2,
            _ => 1,
        }
    }
}

/// What a person does at a wait, in a pause, or while the process is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// At a wait: the answer. Otherwise: nothing.
    Usual,
    Silence,
    Stale,
    Twice,
    Refuse,
    Cancel,
    /// The deal gets another client, then the answer comes.
    OtherClient,
    /// The deal is closed, then the answer comes.
    CloseDeal,
    /// An answer to a question that was not asked.
    Early,
}

/// At a wait.
pub(crate) fn deeds(alphabet: Alphabet) -> &'static [Deed] {
    let all = &[
        Deed::Usual,
        Deed::Silence,
        Deed::Stale,
        Deed::Twice,
        Deed::Refuse,
        Deed::Cancel,
        Deed::OtherClient,
        Deed::CloseDeal,
    ];
    match alphabet {
        Alphabet::First => &all[..6],
        Alphabet::Second => all,
    }
}

/// While a step pauses, and while the process is down.
pub(crate) fn meanwhile_deeds(alphabet: Alphabet) -> &'static [Deed] {
    match alphabet {
        Alphabet::First => &[Deed::Usual],
        Alphabet::Second => &[Deed::Usual, Deed::Cancel, Deed::Early, Deed::OtherClient],
    }
}
