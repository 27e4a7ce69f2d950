//! Who of those that wait for a place in the bucket goes next. Pure.
//!
//! Callers with a higher priority go first. So that nobody waits for ever, after four in a row that
//! were let past it, the lower priority that waits longest has its turn. Among equals the tasks
//! take turns: one with a thousand requests does not hold up one with a single request.
//! Not here: when there is a place (that is `bucket`), and waiting for it (that is `pacer`).

use std::collections::BTreeMap;

/// How urgent a call is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// A person waits for the answer.
    Person,
    /// Work that should be done soon.
    #[default]
    Normal,
    /// Work that can wait, such as a nightly synchronisation.
    Background,
}

/// A task whose calls take turns with those of other tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lane(pub(crate) u64);

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Turn(u64);

/// Those who wait, by priority and then in the order in which they came.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: BTreeMap<Turn, (Priority, Lane)>,
    came: u64,
    /// When each task was served last, by a count of those served.
    served: BTreeMap<Lane, u64>,
    count: u64,
    /// How many went in a row past someone of a lower priority.
    passed: u32,
}

/// So many may go past someone of a lower priority.
const PATIENCE: u32 = 4;

/// So many tasks are remembered when they do not wait.
const REMEMBERED: usize = 64;

impl Queue {
    pub(crate) fn enter(&mut self, priority: Priority, lane: Lane) -> Turn {
        let turn = Turn(self.came);
        self.came += 1;
        self.waiting.insert(turn, (priority, lane));
        // A task that is new, or was not seen for long, does not go before those that wait.
        self.served.entry(lane).or_insert(self.count);
        turn
    }

    /// Gives up waiting; nothing when it was served.
    pub(crate) fn leave(&mut self, turn: Turn) {
        self.waiting.remove(&turn);
    }

    /// Whose turn it is.
    pub(crate) fn first(&self) -> Option<Turn> {
        let urgent = self.waiting.values().map(|(priority, _)| *priority).min()?;
        let passed_over = self.waiting.iter().find(|(_, (it, _))| *it > urgent);
        let class = match passed_over {
            Some((_, (priority, _))) if self.passed >= PATIENCE => *priority,
            _ => urgent,
        };
        let equals = self.waiting.iter().filter(|(_, (it, _))| *it == class);
        let served = |lane: &Lane| self.served.get(lane).copied();
        equals
            .min_by_key(|(turn, (_, lane))| (served(lane), **turn))
            .map(|(turn, _)| *turn)
    }

    /// Lets someone go, whose turn it should be.
    pub(crate) fn serve(&mut self, turn: Turn) {
        let Some((priority, lane)) = self.waiting.remove(&turn) else {
            return;
        };
        self.count += 1;
        self.served.insert(lane, self.count);
        if self.waiting.values().any(|(other, _)| *other > priority) {
            self.passed = self.passed.saturating_add(1);
        } else {
            self.passed = 0;
        }
        // One of a lower priority had its turn while more urgent ones wait.
        if self.waiting.values().any(|(other, _)| *other < priority) {
            self.passed = 0;
        }
        if self.served.len() > REMEMBERED {
            let waits: Vec<Lane> = self.waiting.values().map(|(_, lane)| *lane).collect();
            self.served.retain(|lane, _| waits.contains(lane));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn serve_all(queue: &mut Queue) -> Vec<u64> {
        let mut order = Vec::new();
        while let Some(turn) = queue.first() {
            order.push(turn.0);
            queue.serve(turn);
        }
        order
    }

    #[test]
    fn a_person_goes_before_a_nightly_synchronisation() {
        let mut queue = Queue::default();
        for priority in [Priority::Background, Priority::Normal, Priority::Person] {
            queue.enter(priority, Lane(1));
        }
        assert_eq!(serve_all(&mut queue), [2, 1, 0]);
    }

    #[test]
    fn equals_of_two_tasks_take_turns() {
        let mut queue = Queue::default();
        for _ in 0..3 {
            queue.enter(Priority::Normal, Lane(1));
        }
        queue.enter(Priority::Normal, Lane(2));
        assert_eq!(serve_all(&mut queue), [0, 3, 1, 2]);
    }

    #[test]
    fn newcomers_do_not_hold_up_a_second_call() {
        let mut queue = Queue::default();
        let first = queue.enter(Priority::Person, Lane(1));
        queue.serve(first);
        let second = queue.enter(Priority::Person, Lane(1));
        for newcomer in 2..6 {
            queue.enter(Priority::Person, Lane(newcomer));
        }
        assert_eq!(queue.first(), Some(second));
    }

    #[test]
    fn whoever_is_let_past_four_times_has_a_turn() {
        let mut queue = Queue::default();
        queue.enter(Priority::Background, Lane(1));
        for _ in 0..6 {
            queue.enter(Priority::Person, Lane(2));
        }
        assert_eq!(serve_all(&mut queue), [1, 2, 3, 4, 0, 5, 6]);
    }

    #[test]
    fn who_leaves_is_not_waited_for() {
        let mut queue = Queue::default();
        let first = queue.enter(Priority::Person, Lane(1));
        let second = queue.enter(Priority::Normal, Lane(1));
        queue.leave(first);
        assert_eq!(queue.first(), Some(second));
    }

    proptest! {
        /// However many come meanwhile, a turn comes after those of the same task that were before
        /// it, times the tasks, times the share of its priority.
        #[test]
        fn nobody_waits_for_ever(coming in prop::collection::vec((0_u8..3, 0_u64..4), 1..400)) {
            let mut queue = Queue::default();
            let priority = |it| match it {
                0 => Priority::Person,
                1 => Priority::Normal,
                _ => Priority::Background,
            };
            let mine = queue.enter(Priority::Background, Lane(9));
            let mut served = 0;
            // Two come for each that goes.
            for pair in coming.chunks(2).cycle() {
                for (it, lane) in pair {
                    queue.enter(priority(*it), Lane(*lane));
                }
                let turn = queue.first().unwrap();
                queue.serve(turn);
                served += 1;
                if turn == mine {
                    break;
                }
                prop_assert!(served < 100, "still waiting");
            }
        }
    }
}
