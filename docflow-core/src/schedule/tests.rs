use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::totals::{LineAmounts, Totals};
use crate::vat::{VatMode, VatRate};

fn group(rate: VatRate, total: i64) -> VatGroup {
    let total = Money::from_kopecks(total);
    VatGroup {
        rate,
        total,
        vat: rate.of(total, VatMode::Included).unwrap(),
    }
}

fn shares(percents: &[u8]) -> Vec<Percent> {
    percents
        .iter()
        .map(|percent| Percent::new(*percent).unwrap())
        .collect()
}

fn kopecks(parts: &[SchedulePart]) -> Vec<(i64, Option<i64>)> {
    parts
        .iter()
        .map(|part| (part.amount.kopecks(), part.vat.map(Money::kopecks)))
        .collect()
}

#[test]
fn the_worked_examples_come_out_to_the_kopeck() {
    let halves = PaymentSchedule::split_70_30();
    for (groups, expected) in [
        (
            vec![group(VatRate::Vat22, 1_001)],
            vec![(701, Some(126)), (300, Some(55))],
        ),
        (
            vec![group(VatRate::Vat20, 55_555)],
            vec![(38_889, Some(6_482)), (16_666, Some(2_777))],
        ),
        (
            vec![group(VatRate::Vat22, 122_000)],
            vec![(85_400, Some(15_400)), (36_600, Some(6_600))],
        ),
        (
            vec![group(VatRate::Exempt, 100)],
            vec![(70, None), (30, None)],
        ),
    ] {
        assert_eq!(kopecks(&halves.split(&groups).unwrap()), expected);
    }
    let three = PaymentSchedule::of_percents(&shares(&[30, 30, 40])).unwrap();
    let parts = three.split(&[group(VatRate::Vat22, 100)]).unwrap();
    assert_eq!(
        kopecks(&parts),
        [(30, Some(5)), (30, Some(5)), (40, Some(8))]
    );
}

#[test]
fn the_last_group_takes_what_rounding_leaves_so_that_a_part_stays_round() {
    let groups = [
        group(VatRate::Vat22, 5),
        group(VatRate::Vat10, 5),
        group(VatRate::Exempt, 5),
    ];
    let parts = PaymentSchedule::split_70_30().split(&groups).unwrap();
    let by_group = |at: usize| {
        parts[at]
            .groups
            .iter()
            .map(|g| g.total.kopecks())
            .collect::<Vec<_>>()
    };
    // 15 · 70 % = 10.5 → 11, while each group alone would give 3.5 → 4.
    assert_eq!(parts[0].amount, Money::from_kopecks(11));
    assert_eq!(by_group(0), [4, 4, 3]);
    assert_eq!(by_group(1), [1, 1, 2]);
}

#[test]
fn a_group_too_small_for_the_rest_hands_it_to_the_one_before() {
    let groups = [group(VatRate::Vat22, 1); 5];
    let parts = PaymentSchedule::of_percents(&shares(&[30, 70]))
        .unwrap()
        .split(&groups)
        .unwrap();
    let first: Vec<i64> = parts[0].groups.iter().map(|g| g.total.kopecks()).collect();
    assert_eq!(first, [0, 0, 0, 1, 1]);
}

#[test]
fn a_part_of_nothing_is_refused_by_its_number() {
    let split = |percents: &[u8], total| {
        let schedule = PaymentSchedule::of_percents(&shares(percents)).unwrap();
        schedule
            .split(&[group(VatRate::Vat22, total)])
            .map(|parts| kopecks(&parts))
    };
    assert_eq!(
        split(&[70, 30], 1),
        Err(ScheduleError::ZeroPart { part: 2 })
    );
    assert_eq!(
        split(&[10, 90], 2),
        Err(ScheduleError::ZeroPart { part: 1 })
    );
    assert_eq!(
        split(&[25, 25, 25, 25], 2),
        Err(ScheduleError::ZeroPart { part: 3 })
    );
    assert_eq!(split(&[100], 0), Err(ScheduleError::ZeroPart { part: 1 }));
    assert_eq!(split(&[70, 30], 2).unwrap(), [(1, Some(0)), (1, Some(0))]);
    assert_eq!(
        ScheduleError::ZeroPart { part: 1 }.code(),
        "split_zero_part"
    );
    assert_eq!(
        PaymentSchedule::full().split(&[]),
        Err(ScheduleError::ZeroPart { part: 1 })
    );
}

#[test]
fn vat_that_rows_rounded_away_never_turns_a_part_negative() {
    let rows = [LineAmounts::of_sum(Money::from_kopecks(2), VatRate::Vat20, VatMode::Included)
        .unwrap(); 100];
    let totals = Totals::of(&rows).unwrap();
    let parts = PaymentSchedule::split_70_30()
        .split(totals.groups())
        .unwrap();
    assert_eq!(kopecks(&parts), [(140, Some(0)), (60, Some(0))]);
}

#[test]
fn a_balance_may_stand_anywhere() {
    let mut parts = PaymentSchedule::of_percents(&shares(&[50, 50]))
        .unwrap()
        .parts()
        .to_vec();
    for part in &mut parts {
        part.balance = !part.balance;
    }
    let schedule = PaymentSchedule::new(parts).unwrap();
    let split = schedule.split(&[group(VatRate::Vat22, 99_999)]).unwrap();
    assert_eq!(
        kopecks(&split),
        [(49_999, Some(9_017)), (50_000, Some(9_016))]
    );
}

#[test]
fn a_schedule_is_whole_and_has_one_balance() {
    let of = |percents: &[u8]| PaymentSchedule::of_percents(&shares(percents));
    assert_eq!(
        of(&[70, 20]),
        Err(ScheduleError::NotWhole { hundredths: 9_000 })
    );
    assert_eq!(
        of(&[70, 40]),
        Err(ScheduleError::NotWhole { hundredths: 11_000 })
    );
    assert_eq!(of(&[]), Err(ScheduleError::NotWhole { hundredths: 0 }));
    let mut parts = of(&[70, 30]).unwrap().parts().to_vec();
    for part in &mut parts {
        part.balance = true;
    }
    assert_eq!(
        PaymentSchedule::new(parts.clone()),
        Err(ScheduleError::Balance { found: 2 })
    );
    for part in &mut parts {
        part.balance = false;
    }
    assert_eq!(
        PaymentSchedule::new(parts),
        Err(ScheduleError::Balance { found: 0 })
    );
    for valid in [PaymentSchedule::full(), PaymentSchedule::split_70_30()] {
        assert_eq!(PaymentSchedule::new(valid.parts().to_vec()), Ok(valid));
    }
}

#[test]
fn percents_read_as_they_print() {
    for text in ["70", "33.33", "0.5", "0.01", "100"] {
        assert_eq!(
            text.parse::<Percent>().map(|percent| percent.to_string()),
            Ok(text.to_owned())
        );
    }
    for text in ["0", "-1", "100.01", "33.333", "", "70%", "1e1"] {
        assert_eq!(
            text.parse::<Percent>(),
            Err(ScheduleError::Percent),
            "{text:?}"
        );
    }
}

#[test]
fn groups_that_can_not_be_are_refused() {
    let taxed = group(VatRate::Vat22, 100);
    for wrong in [
        VatGroup { vat: None, ..taxed },
        VatGroup {
            vat: Some(Money::from_kopecks(101)),
            ..taxed
        },
        VatGroup {
            vat: Some(Money::from_kopecks(-1)),
            ..taxed
        },
        VatGroup {
            rate: VatRate::Exempt,
            ..taxed
        },
        VatGroup {
            total: Money::from_kopecks(-5),
            vat: Some(Money::ZERO),
            ..taxed
        },
    ] {
        assert_eq!(
            PaymentSchedule::full().split(&[wrong]),
            Err(ScheduleError::Groups)
        );
    }
}

/// Any shares that make 100 %, in hundredths.
fn whole() -> impl Strategy<Value = Vec<Percent>> {
    vec(1..10_000_u16, 0..6).prop_map(|mut cuts| {
        cuts.extend([0, 10_000]);
        cuts.sort_unstable();
        cuts.dedup();
        let pairs = cuts.windows(2);
        pairs
            .map(|pair| Percent::from_hundredths(pair[1] - pair[0]).unwrap())
            .collect()
    })
}

proptest! {
    #[test]
    fn parts_add_up_to_the_document_for_every_list_of_shares(
        shares in whole(), rows in vec((0..100_000_i64, 0..8_usize), 1..40), on_top in any::<bool>(),
    ) {
        let mode = if on_top { VatMode::OnTop } else { VatMode::Included };
        let amounts = |&(sum, rate): &(i64, usize)| {
            LineAmounts::of_sum(Money::from_kopecks(sum), VatRate::ALL[rate], mode).unwrap()
        };
        let rows: Vec<LineAmounts> = rows.iter().map(amounts).collect();
        let totals = Totals::of(&rows).unwrap();
        let schedule = PaymentSchedule::of_percents(&shares).unwrap();
        let parts = match schedule.split(totals.groups()) {
            Ok(parts) => parts,
            Err(ScheduleError::ZeroPart { .. }) => return Ok(()),
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        };
        prop_assert_eq!(Money::sum(parts.iter().map(|part| part.amount)), Ok(totals.total()));
        let vat = Money::sum(parts.iter().filter_map(|part| part.vat));
        prop_assert_eq!(vat, Ok(totals.vat().unwrap_or_default()));
        for (part, share) in parts.iter().zip(&shares).take(parts.len() - 1) {
            prop_assert_eq!(Ok(part.amount), share.of(totals.total()));
        }
        for part in &parts {
            prop_assert!(part.amount > Money::ZERO);
            prop_assert_eq!(part.vat.is_some(), totals.vat().is_some());
            for group in &part.groups {
                let vat = group.vat.unwrap_or_default();
                prop_assert!(!group.total.is_negative() && !vat.is_negative() && vat <= group.total);
            }
        }
        for (at, group) in totals.groups().iter().enumerate() {
            let of_group = parts.iter().map(|part| part.groups[at].total);
            prop_assert_eq!(Money::sum(of_group), Ok(group.total));
        }
    }
}
