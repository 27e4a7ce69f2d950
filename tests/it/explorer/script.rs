//! Histories by enumeration: a script names what happens at every point of choice.
//!
//! The first alternative is always «nothing special». A history is run with a script; where it is
//! shorter than the run, the first alternative is taken and the others are noted. Taking each of
//! them in turn, up to a number of special events, visits every history exactly once.

use std::sync::{Arc, Mutex};

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

    /// Which of the alternatives happens now.
    pub(crate) fn choose<T: Copy>(&self, alternatives: &[T]) -> T {
        let mut state = self.state.lock().unwrap();
        let at = state.at;
        state.at += 1;
        state.widths.push(alternatives.len());
        let choice = state.chosen.get(at).copied().unwrap_or(0);
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
