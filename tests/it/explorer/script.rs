//! Histories by enumeration or by lot: a script names what happens at every point of choice.
//!
//! The first alternative is always «nothing special». A history is run with a script; where it is
//! shorter than the run, the first alternative is taken and the others are noted. Taking each of
//! them in turn, up to a number of special events, visits every history exactly once.

use std::sync::{Arc, Mutex};

/// One point of choice in so many is special in a history by lot.
const RARITY: u64 = 5;

/// What happens at the points of choice of one history.
#[derive(Debug, Default)]
pub(crate) struct Script {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    chosen: Vec<usize>,
    at: usize,
    widths: Vec<usize>,
    lot: Option<Lot>,
}

/// Numbers that look random, the same for each seed.
#[derive(Debug)]
struct Lot {
    state: u64,
    left: usize,
}

impl Lot {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn choice(&mut self, width: usize) -> usize {
        if self.left == 0 || width < 2 || !self.next().is_multiple_of(RARITY) {
            return 0;
        }
        self.left -= 1;
        let special = u64::try_from(width - 1).unwrap();
        usize::try_from(self.next() % special).unwrap() + 1
    }
}

impl Script {
    /// A script that begins with these choices.
    pub(crate) fn new(chosen: Vec<usize>) -> Self {
        Self {
            state: Mutex::new(State {
                chosen,
                ..State::default()
            }),
        }
    }

    /// A script by lot with at most so many special events.
    pub(crate) fn of_seed(seed: u64, special: usize) -> Self {
        let lot = Lot {
            state: seed,
            left: special,
        };
        Self {
            state: Mutex::new(State {
                lot: Some(lot),
                ..State::default()
            }),
        }
    }

    /// The same script from its beginning.
    pub(crate) fn again(&self) -> Self {
        Self::new(self.state.lock().unwrap().chosen.clone())
    }

    /// Which of the alternatives happens now.
    pub(crate) fn choose<T: Copy>(&self, alternatives: &[T]) -> T {
        let mut state = self.state.lock().unwrap();
        let at = state.at;
        state.at += 1;
        let width = alternatives.len();
        state.widths.push(width);
        let choice = match &mut state.lot {
            Some(lot) => lot.choice(width),
            None => state.chosen.get(at).copied().unwrap_or(0),
        };
        alternatives[choice]
    }

    /// Scripts that differ from this one in one later point, which becomes special.
    fn followers(&self) -> Vec<Vec<usize>> {
        let state = self.state.lock().unwrap();
        let mut followers = Vec::new();
        for at in state.chosen.len()..state.widths.len() {
            for choice in 1..state.widths[at] {
                let mut follower = state.chosen.clone();
                follower.resize(at, 0);
                follower.push(choice);
                followers.push(follower);
            }
        }
        followers
    }
}

/// Runs every history with at most `special` special events and returns how many there were.
pub(crate) fn every_history(special: usize, mut run: impl FnMut(&Arc<Script>)) -> usize {
    let mut waiting = vec![(Vec::new(), 0)];
    let mut histories = 0;
    while let Some((chosen, used)) = waiting.pop() {
        let script = Arc::new(Script::new(chosen));
        run(&script);
        histories += 1;
        if used < special {
            waiting.extend(script.followers().into_iter().map(|next| (next, used + 1)));
        }
    }
    histories
}
