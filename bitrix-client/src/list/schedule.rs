//! Which windows of ids are asked next, and in which order their pages come out. Pure.
//!
//! The range of ids is cut into windows of about a page each, as far as rows are counted; windows
//! do not depend on each other, so they fly in parallel. A row that exists through the whole run
//! lies in exactly one window, whatever is deleted or added beside it: it is neither lost nor
//! doubled. A window that comes back full may hold more: what lies behind its last row becomes a
//! range of its own.
//! Positions are ids that grow in the direction of reading: the id itself, or its negative when
//! the list is read downwards; or places in a list of wanted ids.
//! Not here: requests and rows (that is `list/rows.rs`).

use std::collections::VecDeque;

/// Rows on a page of every list.
pub(super) const PAGE: u64 = 50;

/// Positions from `from` up to, and without, `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: i64,
    pub(super) to: i64,
}

/// Names a window that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

/// What is known of a stretch of positions; `P` is a page.
enum Segment<P> {
    /// Not asked yet; about so many rows are in it, counted by the portal or guessed.
    Open {
        window: Window,
        rows: u64,
        counted: bool,
    },
    /// Asked for, not answered.
    Asked { ticket: Ticket, window: Window },
    /// Answered, not handed out.
    Ready(P),
}

/// The stretches that are not handed out yet, in the order of reading.
pub(super) struct Schedule<P> {
    segments: VecDeque<Segment<P>>,
    next_ticket: u64,
    /// How many rows a window is meant to have; less than a page where ids lie unevenly.
    fill: u64,
    /// Each position is a row: a full page is complete.
    exact: bool,
    ready: usize,
}

/// The fewest rows that windows are planned for.
const LEAST_FILL: u64 = 30;

impl<P> Schedule<P> {
    /// Rows somewhere in `window`, about `rows` of them.
    pub(super) fn of_rows(window: Window, rows: u64) -> Self {
        Self::new(window, rows, false)
    }

    /// `count` positions, each of which is a row or nothing.
    pub(super) fn of_places(count: i64) -> Self {
        let window = Window { from: 0, to: count };
        Self::new(window, window.len(), true)
    }

    fn new(window: Window, rows: u64, exact: bool) -> Self {
        let mut schedule = Self {
            segments: VecDeque::new(),
            next_ticket: 0,
            fill: if exact { PAGE } else { PAGE - 1 },
            exact,
            ready: 0,
        };
        if !window.is_empty() {
            schedule.segments.push_back(Segment::Open {
                window,
                rows,
                counted: true,
            });
        }
        schedule
    }

    /// Puts a page that is here already before everything else.
    pub(super) fn begin_with(&mut self, page: P) {
        self.segments.push_front(Segment::Ready(page));
        self.ready += 1;
    }

    /// The next windows to ask for, the foremost first, at most `most`.
    pub(super) fn ask(&mut self, most: usize) -> Vec<(Ticket, Window)> {
        let mut asked = Vec::new();
        let mut at = 0;
        while asked.len() < most {
            let Some(Segment::Open { window, rows, .. }) = self.segments.get_mut(at) else {
                if at >= self.segments.len() {
                    break;
                }
                at += 1;
                continue;
            };
            let first = window.cut(*rows, self.fill);
            window.from = first.to;
            *rows = rows.saturating_sub(self.fill).max(1);
            let used_up = window.is_empty();
            let ticket = Ticket(self.next_ticket);
            self.next_ticket += 1;
            let segment = Segment::Asked {
                ticket,
                window: first,
            };
            if used_up {
                if let Some(place) = self.segments.get_mut(at) {
                    *place = segment;
                }
            } else {
                self.segments.insert(at, segment);
            }
            at += 1;
            asked.push((ticket, first));
        }
        asked
    }

    /// A window was answered by a page of `rows` rows that ends at position `last`.
    pub(super) fn answered(&mut self, ticket: Ticket, rows: u64, last: i64, page: P) {
        let Some((at, window)) = self.find(ticket) else {
            return;
        };
        let full = rows >= PAGE && !self.exact;
        if !self.exact {
            self.learn_density(at, rows);
        }
        let rest = Window {
            from: last.saturating_add(1),
            to: window.to,
        };
        let _ = self.segments.remove(at);
        if full && !rest.is_empty() {
            let seen = Window {
                from: window.from,
                to: rest.from,
            };
            let rows = seen.expect(rows, rest);
            let open = Segment::Open {
                window: rest,
                rows,
                counted: false,
            };
            self.segments.insert(at, open);
        }
        if rows > 0 {
            self.segments.insert(at, Segment::Ready(page));
            self.ready += 1;
        }
    }

    /// A window got no answer: it is asked for again.
    pub(super) fn failed(&mut self, ticket: Ticket) {
        if let Some((at, window)) = self.find(ticket)
            && let Some(place) = self.segments.get_mut(at)
        {
            *place = Segment::Open {
                window,
                rows: self.fill,
                counted: false,
            };
        }
    }

    /// Takes in how many of the windows of one answer were full: too many mean that ids lie
    /// unevenly, and smaller windows cost less than second requests.
    pub(super) fn learn_fullness(&mut self, full: usize, of: usize) {
        if self.exact || of == 0 {
            return;
        }
        if full * 10 > of {
            self.fill = (self.fill * 9 / 10).max(LEAST_FILL);
        } else if full == 0 {
            self.fill = (self.fill + 1).min(PAGE - 1);
        }
    }

    /// The next page in the order of reading, when it is here.
    pub(super) fn next_ready(&mut self) -> Option<P> {
        if !matches!(self.segments.front(), Some(Segment::Ready(_))) {
            return None;
        }
        match self.segments.pop_front() {
            Some(Segment::Ready(page)) => {
                self.ready -= 1;
                Some(page)
            }
            Some(Segment::Open { .. } | Segment::Asked { .. }) | None => None,
        }
    }

    /// How many pages wait to be handed out.
    pub(super) fn ready(&self) -> usize {
        self.ready
    }

    /// Whether everything was handed out.
    pub(super) fn is_done(&self) -> bool {
        self.segments.is_empty()
    }

    fn find(&self, wanted: Ticket) -> Option<(usize, Window)> {
        let mut numbered = self.segments.iter().enumerate();
        numbered.find_map(|(at, segment)| match segment {
            Segment::Asked { ticket, window } if *ticket == wanted => Some((at, *window)),
            Segment::Open { .. } | Segment::Asked { .. } | Segment::Ready(_) => None,
        })
    }

    /// What the window at `at` says about the stretch that it was cut from: of counted rows those
    /// that were not in it are still to come, a guess gets better.
    fn learn_density(&mut self, at: usize, found: u64) {
        let fill = self.fill;
        let mut behind = self.segments.iter_mut().skip(at);
        let open = behind.find_map(|segment| match segment {
            Segment::Open { rows, counted, .. } => Some((rows, *counted)),
            Segment::Asked { .. } | Segment::Ready(_) => None,
        });
        if let Some((rows, counted)) = open {
            let learned = if counted {
                (*rows + fill).saturating_sub(found)
            } else {
                rows.saturating_mul(found + 1) / (fill + 1)
            };
            *rows = learned.max(1);
        }
    }
}

impl Window {
    pub(super) fn is_empty(self) -> bool {
        self.from >= self.to
    }

    pub(super) fn contains(self, position: i64) -> bool {
        (self.from..self.to).contains(&position)
    }

    /// How many positions there are.
    pub(super) fn len(self) -> u64 {
        u64::try_from(i128::from(self.to) - i128::from(self.from)).unwrap_or(0)
    }

    /// The first part of this window that has about `fill` of its `rows` rows.
    fn cut(self, rows: u64, fill: u64) -> Self {
        let width = u128::from(self.len()) * u128::from(fill) / u128::from(rows.max(1));
        let width = i64::try_from(width).unwrap_or(i64::MAX).max(1);
        Self {
            from: self.from,
            to: self.from.saturating_add(width).min(self.to),
        }
    }

    /// How many rows to expect in `other` when this one has `rows`.
    pub(super) fn expect(self, rows: u64, other: Self) -> u64 {
        let expected = u128::from(rows) * u128::from(other.len()) / u128::from(self.len().max(1));
        u64::try_from(expected).unwrap_or(u64::MAX).max(1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Reads everything from a portal that changes between answers; answers come in an order of
    /// chance. Gives the rows handed out and how many commands that took.
    fn read(
        ids: &BTreeSet<i64>,
        living: &BTreeSet<i64>,
        total: u64,
        picks: &[usize],
    ) -> (Vec<i64>, usize) {
        let mut ids = ids.clone();
        let (Some(&lo), Some(&hi)) = (ids.first(), ids.last()) else {
            return (Vec::new(), 0);
        };
        let window = Window {
            from: lo,
            to: hi + 1,
        };
        let mut schedule = Schedule::of_rows(window, total);
        let (mut flying, mut rows, mut commands) = (Vec::new(), Vec::new(), 0);
        let mut picks = picks.iter().copied().cycle();
        let mut mortal: Vec<i64> = ids.difference(living).copied().collect();
        while !schedule.is_done() {
            let asked = schedule.ask(7);
            commands += asked.len();
            flying.extend(asked);
            if !flying.is_empty() {
                let pick = picks.next().unwrap_or(0);
                let (ticket, window) = flying.swap_remove(pick % flying.len());
                if pick % 11 == 10 && commands % 2 == 0 {
                    schedule.failed(ticket);
                } else {
                    let found = ids.range(window.from..window.to).take(50);
                    let page: Vec<i64> = found.copied().collect();
                    let last = page.last().copied().unwrap_or(window.to);
                    let full = usize::from(page.len() == 50);
                    schedule.answered(ticket, u64::try_from(page.len()).unwrap(), last, page);
                    schedule.learn_fullness(full, 1);
                }
                // The portal changes: one that need not live goes, and one comes.
                if let Some(go) = mortal.pop() {
                    ids.remove(&go);
                    ids.insert(hi + 1 + go);
                }
            }
            while let Some(page) = schedule.next_ready() {
                rows.extend(page);
            }
        }
        (rows, commands)
    }

    proptest! {
        #[test]
        fn what_lives_through_the_run_comes_once_and_in_order(
            rows in prop::collection::btree_map(0_i64..4000, any::<bool>(), 0..600),
            picks in prop::collection::vec(0_usize..1000, 1..60),
            told in 0_u64..2000,
        ) {
            let ids: BTreeSet<i64> = rows.keys().copied().collect();
            let living: BTreeSet<i64> =
                rows.iter().filter(|(_, lives)| **lives).map(|(id, _)| *id).collect();
            let (read, _) = read(&ids, &living, told, &picks);
            prop_assert!(read.is_sorted_by(|a, b| a < b), "out of order or doubled");
            let read: BTreeSet<i64> = read.into_iter().collect();
            prop_assert!(living.is_subset(&read), "lost: {:?}", living.difference(&read));
            prop_assert!(read.is_subset(&ids));
        }
    }

    /// How many commands it takes to read `ids` while nothing changes.
    fn commands(ids: impl Iterator<Item = i64>) -> usize {
        let ids: BTreeSet<i64> = ids.collect();
        let total = u64::try_from(ids.len()).unwrap();
        let (rows, commands) = read(&ids, &ids, total, &[0]);
        assert_eq!(rows.len(), ids.len());
        commands
    }

    #[test]
    fn evenly_spread_ids_cost_one_command_a_page() {
        let spent = commands((0..50_000).map(|at| 3 * (at + 1)));
        assert!((1000..=1028).contains(&spent), "{spent}");
        assert_eq!(commands(1..=4900), 100);
    }

    #[test]
    fn uneven_ids_cost_no_more_than_half_as_many_again() {
        // A third of the ids is gone, by chance.
        let mut seed = 12_345_u64;
        let mut chance = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            seed >> 33
        };
        let scattered = (0..60_000).filter(move |_| chance() % 3 > 0);
        let spent = commands(scattered);
        assert!(spent <= 1200, "{spent}");
        // Two crowds far from each other.
        let crowds = (1..=5000).chain(9_000_000..9_005_000);
        let spent = commands(crowds);
        assert!(spent <= 900, "{spent}");
    }

    #[test]
    fn wanted_ids_are_asked_for_by_fifty() {
        let mut schedule: Schedule<()> = Schedule::of_places(120);
        let asked: Vec<Window> = schedule.ask(50).into_iter().map(|(_, w)| w).collect();
        let window = |from, to| Window { from, to };
        assert_eq!(asked, [window(0, 50), window(50, 100), window(100, 120)]);
        assert!(Schedule::<()>::of_places(0).is_done());
    }

    #[test]
    fn ids_that_have_no_row_make_windows_no_smaller() {
        let mut schedule: Schedule<()> = Schedule::of_places(5000);
        let mut commands = 0;
        loop {
            let asked = schedule.ask(5);
            commands += asked.len();
            if asked.is_empty() {
                break;
            }
            for (ticket, window) in asked {
                schedule.answered(ticket, 0, window.to, ());
            }
        }
        assert_eq!(commands, 100);
    }
}
