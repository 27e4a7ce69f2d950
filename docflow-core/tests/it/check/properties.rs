//! Laws that hold for whatever the portal sends.

use crate::cases::cases;
use crate::support::{Scene, number, row, user};
use docflow_core::{
    AddressKind, BankCard, ClientKind, ContactId, Counterparty, Decimal, Fact, LineAmounts, Money,
    Preset, ProductId, RULES, RequisiteText, Severity, Totals, VatMode, VatRate, Verdict,
    available_forms,
};
use proptest::prelude::*;
use proptest::sample::select;

/// Texts as they are, as they should be, and as nobody should type them.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(vec![
            "", " ", "7707083893", "500100732259", "773601001", "1027700132195",
            "304772972789071", "044030827", "40702810900000002851", "30101810200000000827",
            "Устав", "Доверенность № 5 от 01.02.2026 до 01.02.2027", "Доверенность № от до",
            "Иванов Иван Иванович", "01.02.2026", "31.02.2026", "2026-02-30T", "a@b.ru, c@d.ru",
            "\u{feff}\u{200b}", "№", "от", "99999999999999999999999999999999", "ИП ",
        ]).prop_map(str::to_owned),
        2 => ".{0,40}",
        1 => "[0-9О]{8,22}",
        1 => "(Доверенность|от|до|№|[0-9.]{1,10}| |января){1,12}",
    ]
}

fn decimal() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        4 => select(vec![
            "0", "0.01", "0.001", "1", "3", "10", "33.33", "1220.00", "12200", "22", "20", "5",
            "-1", "999999999999.99", "79228162514264337593543950335",
            "-79228162514264337593543950335", "0.0000000000000000000000000001",
        ]).prop_map(number),
        1 => (any::<i64>(), 0_u32..28).prop_map(|(value, scale)| Decimal::new(value, scale)),
    ]
}

/// One thing changed in a deal.
#[derive(Clone, Debug)]
enum Change {
    Field(RequisiteText, String),
    Address(AddressKind, String),
    Email(String),
    Bank([String; 4]),
    Preset(u8),
    Row {
        price: Decimal,
        quantity: Decimal,
        rate: Option<Decimal>,
        included: bool,
        product: u64,
    },
    Rows(u64),
    Clear,
    Choice(u8, String),
    Day(u8, i32),
    Now(i64),
    Flag(u8),
    Answer(String),
}

fn change() -> impl Strategy<Value = Change> {
    const FIELDS: [RequisiteText; 15] = [
        RequisiteText::Inn,
        RequisiteText::Kpp,
        RequisiteText::Ogrn,
        RequisiteText::Ogrnip,
        RequisiteText::ShortName,
        RequisiteText::FullName,
        RequisiteText::Chief,
        RequisiteText::ChiefPost,
        RequisiteText::Basis,
        RequisiteText::Director,
        RequisiteText::WholeName,
        RequisiteText::IdentitySeries,
        RequisiteText::IdentityNumber,
        RequisiteText::IdentityDate,
        RequisiteText::IdentityIssuer,
    ];
    let choices = select(vec![
        "sever", "yug", "msk", "vvo", "services", "supply", "70/30", "full", "", "нет",
    ]);
    let row = (
        decimal(),
        decimal(),
        prop::option::of(decimal()),
        any::<bool>(),
        select(vec![0_u64, 101, 102, 201, 999]),
    );
    prop_oneof![
        (select(FIELDS.to_vec()), text()).prop_map(|(field, text)| Change::Field(field, text)),
        (select(AddressKind::ALL.to_vec()), text())
            .prop_map(|(kind, text)| Change::Address(kind, text)),
        text().prop_map(Change::Email),
        [text(), text(), text(), text()].prop_map(Change::Bank),
        (0_u8..4).prop_map(Change::Preset),
        row.prop_map(|(price, quantity, rate, included, product)| Change::Row {
            price,
            quantity,
            rate,
            included,
            product,
        }),
        (0_u64..300).prop_map(Change::Rows),
        Just(Change::Clear),
        (0_u8..4, choices).prop_map(|(which, code)| Change::Choice(which, code.to_owned())),
        (0_u8..4, -800_000_i32..800_000).prop_map(|(which, days)| Change::Day(which, days)),
        (-60_000_000_000_i64..200_000_000_000).prop_map(Change::Now),
        (0_u8..12).prop_map(Change::Flag),
        text().prop_map(Change::Answer),
    ]
}

fn apply(scene: &mut Scene, change: Change) {
    let has_client = scene.facts.client.known().is_some();
    let has_requisite = has_client && scene.client().requisite.known().is_some();
    match change {
        Change::Field(field, text) if has_requisite => scene.typed(field, &text),
        Change::Address(kind, text) if has_requisite => {
            scene.requisite().addresses.insert(kind, text);
        }
        Change::Email(text) if has_client => scene.client().email = Some(text),
        Change::Bank([bik, bank_name, account, correspondent]) if has_client => {
            scene.client().bank = crate::support::read(BankCard {
                bik,
                bank_name,
                account,
                correspondent,
            });
        }
        Change::Preset(kind) if has_requisite => {
            scene.requisite().preset = match kind {
                0 => Preset::Organization,
                1 => Preset::SoleTrader,
                2 => Preset::Person,
                _ => Preset::Other(String::new()),
            };
        }
        Change::Row {
            price,
            quantity,
            rate,
            included,
            product,
        } => {
            let mut row = row(101, "Настройка", "1", "1");
            (row.price, row.quantity, row.tax_rate) = (price, quantity, rate);
            (row.tax_included, row.product) = (included, ProductId::new(product));
            scene.facts.rows.push(row);
            scene.facts.rows_total += 1;
            scene.facts.deal.opportunity = None;
        }
        Change::Rows(total) => scene.facts.rows_total = total,
        Change::Clear => {
            scene.facts.rows.clear();
            scene.facts.rows_total = 0;
        }
        Change::Choice(which, code) => choose(scene, which, code),
        Change::Day(which, days) => date(scene, which, days),
        Change::Now(seconds) => {
            scene.standing.now += std::time::Duration::from_secs(seconds.unsigned_abs());
        }
        Change::Flag(which) => flag(scene, which),
        Change::Answer(text) => {
            scene.order.choices.answers.insert("place".to_owned(), text);
        }
        Change::Field(..)
        | Change::Address(..)
        | Change::Email(_)
        | Change::Bank(_)
        | Change::Preset(_) => {}
    }
}

fn choose(scene: &mut Scene, which: u8, code: String) {
    let choices = &mut scene.order.choices;
    let choice = match which {
        0 => &mut choices.seller,
        1 => &mut choices.region,
        2 => &mut choices.form,
        _ => &mut choices.schedule,
    };
    *choice = Some(code);
}

fn date(scene: &mut Scene, which: u8, days: i32) {
    let today = crate::support::day("2026-11-24");
    let day = today.checked_add_signed(chrono::TimeDelta::days(i64::from(days)));
    let choices = &mut scene.order.choices;
    match which {
        0 => choices.contract_date = day,
        1 => choices.invoice_date = day,
        2 => choices.due = day,
        _ => choices.valid_until = day,
    }
}

fn flag(scene: &mut Scene, which: u8) {
    match which {
        0 => scene.facts.client = Fact::Absent,
        1 => scene.facts.client = Fact::NotChecked("timeout".into()),
        2 => scene.facts.seller = Fact::Absent,
        3 => scene.facts.seller = Fact::NotChecked("timeout".into()),
        4 => scene.facts.deal.closed = true,
        5 => scene.facts.deal.currency = "USD".to_owned(),
        6 => scene.facts.staff.clear(),
        7 => scene.facts.deal.responsible = Some(user(77)),
        8 => scene.facts.deal.contact = ContactId::new(5),
        9 => scene.standing.prior.issued = true,
        10 => scene.policy.regions.clear(),
        _ => scene.policy.forms.clear(),
    }
}

fn scene() -> impl Strategy<Value = Scene> {
    let good: Vec<fn() -> Scene> = vec![
        Scene::firm,
        Scene::trader,
        Scene::person,
        Scene::in_two_parts,
    ];
    (select(good), prop::collection::vec(change(), 0..12)).prop_map(|(good, changes)| {
        let mut scene = good();
        for change in changes {
            apply(&mut scene, change);
        }
        scene
    })
}

/// Rows that nothing is wrong with, at any price.
fn good_rows() -> impl Strategy<Value = Scene> {
    let row = (1_i64..100_000_000, 1_i64..1_000_000, any::<bool>());
    let rows = prop::collection::vec(row, 1..30);
    (rows, any::<bool>(), any::<bool>()).prop_map(|(rows, included, in_parts)| {
        let mut scene = if in_parts {
            Scene::in_two_parts()
        } else {
            Scene::firm()
        };
        scene.policy.products[1].reduced = Some(VatRate::Vat10);
        let made = rows.into_iter().map(|(price, quantity, general)| {
            let (product, name, rate) = if general {
                (101, "Настройка", "22")
            } else {
                (102, "Сопровождение", "10")
            };
            let mut made = row_of(product, name, price, quantity);
            made.tax_rate = Some(number(rate));
            made.tax_included = included;
            made
        });
        scene.facts.rows = made.collect();
        scene.facts.rows_total = u64::try_from(scene.facts.rows.len()).unwrap();
        scene.facts.deal.opportunity = None;
        scene
    })
}

fn row_of(product: u64, name: &str, kopecks: i64, thousandths: i64) -> docflow_core::ProductRow {
    let mut made = row(product, name, "1", "1");
    made.price = Decimal::new(kopecks, 2);
    made.quantity = Decimal::new(thousandths, 3);
    made
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_check_never_panics_and_always_answers(scene in scene()) {
        match scene.check() {
            Verdict::Ready(checked) => {
                let severe = |severity| severity == Severity::Error;
                prop_assert!(!checked.warnings.iter().any(|f| severe(f.severity)));
                sound(&scene, &checked.request)?;
            }
            Verdict::Refused { report, .. } => {
                prop_assert!(report.blocks());
                let order: Vec<_> = report
                    .findings
                    .iter()
                    .map(|finding| (std::cmp::Reverse(finding.severity), finding.step))
                    .collect();
                prop_assert!(order.is_sorted());
                for finding in &report.findings {
                    prop_assert!(RULES.iter().any(|rule| rule.code == finding.code));
                }
            }
        }
    }

    #[test]
    fn a_check_depends_on_nothing_but_its_arguments(scene in scene()) {
        prop_assert_eq!(scene.check(), scene.check());
    }

    #[test]
    fn a_form_shown_is_never_refused_for_itself(scene in scene()) {
        let choices = &scene.order.choices;
        let forms = available_forms(&scene.facts, choices, &scene.policy, &scene.standing);
        for (form, misfits) in forms {
            let mut chosen = scene.clone();
            chosen.order.choices.form = Some(form.code.clone());
            let refused = chosen.codes().iter().any(|code| code.starts_with("form-"));
            prop_assert_eq!(refused, !misfits.is_empty());
        }
    }

    #[test]
    fn sums_of_any_good_rows_agree(scene in good_rows()) {
        if let Verdict::Ready(checked) = scene.check() {
            sound(&scene, &checked.request)?;
        } else {
            // Only a price that is no net price, or sums too small to be split, may refuse.
            for code in scene.codes() {
                let known = ["row-price-net", "rows-total-zero", "schedule-zero-part"];
                prop_assert!(known.contains(&code.as_str()), "{}", code);
            }
        }
    }

    #[test]
    fn a_net_price_of_whole_kopecks_is_found_again(net in 1_i64..1_000_000_000, ten in any::<bool>()) {
        let (percent, product, name) = if ten { (10, 102, "Сопровождение") } else { (22, 101, "Настройка") };
        let mut scene = Scene::firm();
        scene.policy.products[1].reduced = Some(VatRate::Vat10);
        let gross = Money::from_kopecks(net).checked_share(100 + percent, 100).unwrap();
        let mut made = row_of(product, name, gross.kopecks(), 1000);
        made.tax_rate = Some(Decimal::from(percent));
        made.tax_included = false;
        scene.facts.rows = vec![made];
        scene.facts.rows_total = 1;
        scene.facts.deal.opportunity = Some(gross);
        let request = scene.request();
        prop_assert_eq!(request.parts().totals.sum(), Money::from_kopecks(net));
        prop_assert_eq!(request.total(), gross);
    }
}

/// What every request promises.
fn sound(scene: &Scene, request: &docflow_core::DocumentRequest) -> Result<(), TestCaseError> {
    let parts = request.parts();
    prop_assert_eq!(parts.rows.len(), scene.facts.rows.len());
    prop_assert!(!parts.rows.is_empty());
    for row in &parts.rows {
        let counted = LineAmounts::new(row.quantity, row.price, row.vat, parts.vat_mode);
        prop_assert_eq!(Ok(row.amounts), counted);
    }
    let totals = Totals::of(parts.rows.iter().map(|row| &row.amounts));
    prop_assert_eq!(Ok(&parts.totals), totals.as_ref());
    prop_assert!(request.total() > Money::ZERO);
    let amounts = parts.invoices.iter().map(|invoice| invoice.part.amount);
    prop_assert_eq!(Money::sum(amounts), Ok(request.total()));
    let vat = parts.invoices.iter().filter_map(|invoice| invoice.part.vat);
    prop_assert_eq!(Money::sum(vat), Ok(parts.totals.vat().unwrap_or_default()));
    for (at, invoice) in (1_u32..).zip(&parts.invoices) {
        prop_assert_eq!(invoice.index, at);
        prop_assert!(invoice.part.amount > Money::ZERO);
        prop_assert!(invoice.date >= parts.contract.date);
        prop_assert!(invoice.due.is_none_or(|due| due >= invoice.date));
    }
    if parts.vat_mode == VatMode::Included {
        prop_assert_eq!(parts.totals.sum(), request.total());
    }
    party(&parts.client)
}

/// A counterparty has the ИНН of its kind.
fn party(client: &Counterparty) -> Result<(), TestCaseError> {
    let legal = client.inn().map(docflow_core::Inn::is_legal);
    match client.kind() {
        ClientKind::LegalEntity | ClientKind::ForeignFirm => prop_assert_eq!(legal, Some(true)),
        ClientKind::SoleTrader => prop_assert_eq!(legal, Some(false)),
        ClientKind::Person => prop_assert_ne!(legal, Some(true)),
    }
    prop_assert!(!client.name().trim().is_empty());
    Ok(())
}
