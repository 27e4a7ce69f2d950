//! Which commands of a long batch go into one request. Pure.
//!
//! A command that uses the result of another one must stand in the same request, behind it; the
//! portal takes 50 commands and cuts a request at 60 s. Commands keep their order; only where
//! chains of references lie across each other so far that they do not fit into one request, whole
//! chains pass each other.
//! Callers: the sender of batches of any size.

use std::time::Duration;

use super::{BUDGET, MOST};

/// What matters of a command.
#[derive(Debug)]
pub(super) struct Shape {
    /// The commands whose results it uses; all stand before it.
    pub(super) uses: Vec<usize>,
    /// It has no form inside a batch and is sent as a call of its own.
    pub(super) alone: bool,
}

/// Commands that go into one request, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) commands: Vec<usize>,
    pub(super) alone: bool,
}

/// Commands that must not be taken apart, in the order in which they go out.
pub(super) fn blocks(shapes: &[Shape]) -> Vec<Part> {
    let chains = chains(shapes);
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < chains.len() {
        let across = lie_across(&chains, at);
        let together: Vec<&Vec<usize>> = chains.iter().skip(at).take(across).collect();
        let count: usize = together.iter().map(|chain| chain.len()).sum();
        let is_alone = |chain: &Vec<usize>| {
            let mut shapes = chain.iter().filter_map(|command| shapes.get(*command));
            shapes.any(|shape| shape.alone)
        };
        if count <= MOST && !(across > 1 && together.iter().any(|chain| is_alone(chain))) {
            let alone = together.iter().any(|chain| is_alone(chain));
            let mut commands: Vec<usize> = together.into_iter().flatten().copied().collect();
            commands.sort_unstable();
            blocks.push(Part { commands, alone });
        } else {
            blocks.extend(together.into_iter().map(|chain| Part {
                commands: chain.clone(),
                alone: is_alone(chain),
            }));
        }
        at += across;
    }
    blocks
}

/// The first blocks that fit into one request; `took` tells how long a command is expected to take.
pub(super) fn next_part(blocks: &[Part], took: impl Fn(usize) -> Duration) -> (usize, Part) {
    let mut part = Part {
        commands: Vec::new(),
        alone: false,
    };
    let mut expected = Duration::ZERO;
    let mut used = 0;
    for block in blocks {
        let time: Duration = block.commands.iter().map(|command| took(*command)).sum();
        let fits = part.commands.len() + block.commands.len() <= MOST
            && expected.saturating_add(time) <= BUDGET
            && !block.alone;
        if used > 0 && !fits {
            break;
        }
        part.commands.extend(&block.commands);
        part.alone = block.alone;
        expected = expected.saturating_add(time);
        used += 1;
        if block.alone {
            break;
        }
    }
    (used, part)
}

/// Commands that are bound by references, each chain in its order, by their first commands.
fn chains(shapes: &[Shape]) -> Vec<Vec<usize>> {
    let mut chains: Vec<Vec<usize>> = Vec::new();
    // In which chain a command stands.
    let mut chain_of: Vec<usize> = Vec::with_capacity(shapes.len());
    for (at, shape) in shapes.iter().enumerate() {
        let mut homes = shape
            .uses
            .iter()
            .filter_map(|used| chain_of.get(*used).copied());
        let home = homes.next().unwrap_or(chains.len());
        for other in homes.filter(|other| *other != home).collect::<Vec<_>>() {
            let moved = chains
                .get_mut(other)
                .map(std::mem::take)
                .unwrap_or_default();
            for command in &moved {
                if let Some(chain) = chain_of.get_mut(*command) {
                    *chain = home;
                }
            }
            if let Some(chain) = chains.get_mut(home) {
                chain.extend(moved);
            }
        }
        match chains.get_mut(home) {
            Some(chain) => chain.push(at),
            None => chains.push(vec![at]),
        }
        chain_of.push(home);
    }
    for chain in &mut chains {
        chain.sort_unstable();
    }
    chains.retain(|chain| !chain.is_empty());
    chains.sort_unstable_by_key(|chain| chain.first().copied());
    chains
}

/// How many chains from `at` on begin before an earlier one of them has ended.
fn lie_across(chains: &[Vec<usize>], at: usize) -> usize {
    let mut end = 0;
    let across = chains
        .iter()
        .skip(at)
        .enumerate()
        .take_while(|(number, chain)| {
            let (first, last) = (chain.first().copied(), chain.last().copied());
            let belongs = *number == 0 || first.is_some_and(|first| first < end);
            if belongs {
                end = end.max(last.unwrap_or(0));
            }
            belongs
        });
    across.count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(shapes: &[Shape], took: Duration) -> Vec<Part> {
        let blocks = blocks(shapes);
        let mut parts = Vec::new();
        let mut at = 0;
        while at < blocks.len() {
            let (used, part) = next_part(&blocks[at..], |_| took);
            parts.push(part);
            at += used;
        }
        parts
    }

    fn free(count: usize) -> Vec<Shape> {
        let shape = |_| Shape {
            uses: Vec::new(),
            alone: false,
        };
        (0..count).map(shape).collect()
    }

    #[test]
    fn a_thousand_free_commands_are_twenty_requests_in_order() {
        let parts = parts(&free(1000), Duration::ZERO);
        assert_eq!(parts.len(), 20);
        let order: Vec<usize> = parts.into_iter().flat_map(|part| part.commands).collect();
        assert_eq!(order, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn a_slow_portal_gets_fewer_commands_at_once() {
        let parts = parts(&free(20), Duration::from_secs(7));
        assert!(
            parts.iter().all(|part| part.commands.len() == 4),
            "{parts:?}"
        );
    }

    #[test]
    fn a_chain_is_not_cut_and_one_without_a_form_is_alone() {
        let mut shapes = free(60);
        shapes[54].uses = vec![53];
        shapes[3].alone = true;
        let parts = parts(&shapes, Duration::ZERO);
        let numbers: Vec<usize> = parts.iter().map(|part| part.commands.len()).collect();
        assert_eq!(numbers, [3, 1, 49, 7]);
        assert!(parts[1].alone);
        assert_eq!(parts[3].commands[..2], [53, 54]);
    }

    /// Commands that use up to two of the ten before them, in chains of at most 50.
    fn shapes() -> impl Strategy<Value = Vec<Shape>> {
        let uses = prop::collection::vec(1_usize..10, 0..2);
        prop::collection::vec((uses, prop::bool::weighted(0.05)), 0..300).prop_map(|commands| {
            let mut shapes: Vec<Shape> = Vec::new();
            for (at, (back, alone)) in commands.into_iter().enumerate() {
                let uses = back.into_iter().filter_map(|back| at.checked_sub(back));
                let uses: Vec<usize> = uses.filter(|used| !shapes[*used].alone).collect();
                let alone = alone && uses.is_empty();
                shapes.push(Shape { uses, alone });
                if chains(&shapes).iter().any(|chain| chain.len() > MOST) {
                    shapes[at].uses.clear();
                }
            }
            shapes
        })
    }

    proptest! {
        #[test]
        fn every_command_goes_out_once_behind_what_it_uses(shapes in shapes(), took in 0_u64..9) {
            let parts = parts(&shapes, Duration::from_secs(took));
            let mut seen: Vec<usize> = parts.iter().flat_map(|part| part.commands.clone()).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..shapes.len()).collect::<Vec<_>>());
            for part in &parts {
                prop_assert!(part.commands.len() <= MOST && !part.commands.is_empty());
                for (place, command) in part.commands.iter().enumerate() {
                    for used in &shapes[*command].uses {
                        let before = part.commands[..place].contains(used);
                        prop_assert!(before, "{command} without {used}");
                    }
                    prop_assert!(part.commands.len() == 1 || !shapes[*command].alone);
                }
            }
        }

        #[test]
        fn what_nothing_binds_goes_out_in_its_order(shapes in shapes(), took in 0_u64..9) {
            let parts = parts(&shapes, Duration::from_secs(took));
            let sent: Vec<usize> = parts.into_iter().flat_map(|part| part.commands).collect();
            let chains = chains(&shapes);
            for chain in &chains {
                let bound = sent.iter().copied().filter(|command| chain.contains(command));
                prop_assert_eq!(&bound.collect::<Vec<_>>(), chain);
            }
            let heads: Vec<usize> = chains.iter().map(|chain| chain[0]).collect();
            let heads_sent = sent.into_iter().filter(|command| heads.contains(command));
            prop_assert_eq!(heads_sent.collect::<Vec<_>>(), heads);
        }

        #[test]
        fn what_fits_into_one_request_is_one_in_its_order(
            mut shapes in shapes(), count in 1_usize..=MOST,
        ) {
            shapes.truncate(count);
            for shape in &mut shapes {
                shape.alone = false;
            }
            prop_assume!(!shapes.is_empty());
            let whole = Part { commands: (0..shapes.len()).collect(), alone: false };
            prop_assert_eq!(parts(&shapes, Duration::ZERO), vec![whole]);
        }
    }
}
