use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn row(quantity: &str, price: &str, rate: VatRate, mode: VatMode) -> LineAmounts {
    let (quantity, price) = (quantity.parse().unwrap(), price.parse().unwrap());
    LineAmounts::new(quantity, price, rate, mode).unwrap()
}

#[test]
fn ten_small_rows_have_the_vat_of_rows_and_not_of_their_sum() {
    let rows = [row("1", "0.03", VatRate::Vat20, VatMode::Included); 10];
    let totals = Totals::of(&rows).unwrap();
    assert_eq!(totals.total().to_string(), "0.30");
    assert_eq!(totals.vat(), Some(Money::from_kopecks(10)));
    let from_total = VatRate::Vat20
        .of(totals.total(), VatMode::Included)
        .unwrap();
    assert_eq!(from_total, Some(Money::from_kopecks(5)));
}

#[test]
fn vat_on_top_is_added_to_the_total() {
    let totals = Totals::of(&[row("10", "100.00", VatRate::Vat22, VatMode::OnTop)]).unwrap();
    assert_eq!(totals.sum().to_string(), "1000.00");
    assert_eq!(totals.total().to_string(), "1220.00");
}

#[test]
fn groups_stand_in_the_order_of_the_rows_and_no_vat_stays_none() {
    let rows = [
        row("1", "110.00", VatRate::Vat10, VatMode::Included),
        row("1", "50.00", VatRate::Exempt, VatMode::Included),
        row("1", "220.00", VatRate::Vat10, VatMode::Included),
    ];
    let totals = Totals::of(&rows).unwrap();
    let group = |rate, total, vat: Option<i64>| VatGroup {
        rate,
        total: Money::from_kopecks(total),
        vat: vat.map(Money::from_kopecks),
    };
    let expected = [
        group(VatRate::Vat10, 33_000, Some(3_000)),
        group(VatRate::Exempt, 5_000, None),
    ];
    assert_eq!(totals.groups(), expected);
    let exempt = Totals::of(rows.get(1)).unwrap();
    assert_eq!(exempt.vat(), None);
}

#[test]
fn a_total_out_of_range_is_an_error() {
    let sum = Money::from_kopecks(i64::MAX);
    let rows = [LineAmounts::of_sum(sum, VatRate::Exempt, VatMode::Included).unwrap(); 2];
    assert_eq!(Totals::of(&rows), Err(MoneyError::Overflow));
    let on_top = LineAmounts::of_sum(sum, VatRate::Vat22, VatMode::OnTop);
    assert_eq!(on_top, Err(MoneyError::Overflow));
}

proptest! {
    #[test]
    fn totals_add_up_over_rows_and_over_groups(
        rows in vec((0..10_000_000_000_i64, 0..8_usize), 0..30), at in 0..30_usize, on_top in any::<bool>(),
    ) {
        let mode = if on_top { VatMode::OnTop } else { VatMode::Included };
        let amounts = |&(sum, rate): &(i64, usize)| {
            LineAmounts::of_sum(Money::from_kopecks(sum), VatRate::ALL[rate], mode).unwrap()
        };
        let rows: Vec<LineAmounts> = rows.iter().map(amounts).collect();
        let whole = Totals::of(&rows).unwrap();
        let (left, right) = rows.split_at(at.min(rows.len()));
        let (left, right) = (Totals::of(left).unwrap(), Totals::of(right).unwrap());
        prop_assert_eq!(left.total().checked_add(right.total()), Ok(whole.total()));
        prop_assert_eq!(add_vat(left.vat(), right.vat()), Ok(whole.vat()));
        let groups = whole.groups();
        prop_assert_eq!(Money::sum(groups.iter().map(|group| group.total)), Ok(whole.total()));
        let vat = whole.vat().unwrap_or_default();
        prop_assert_eq!(Money::sum(groups.iter().filter_map(|group| group.vat)), Ok(vat));
        let added = if on_top { vat } else { Money::ZERO };
        prop_assert_eq!(whole.sum().checked_add(added), Ok(whole.total()));
        for row in &rows {
            prop_assert_eq!(row.net().unwrap().checked_add(row.vat().unwrap_or_default()), Ok(row.total()));
        }
    }
}
