//! What the request says, once nothing blocks.

use crate::support::{Scene, day, field, number, row, user};
use docflow_core::{
    Basis, ContactId, Counterparty, Fact, FieldKind, FieldSource, FilePair, FilePolicy, Money,
    PaymentSchedule, Percent, ProductId, Purpose, RequisiteText, ResultField, StaffCard, VatMode,
    VatRate, VatRegime,
};
use docflow_core::{ClientOrigin, DayCount, Due, PartTerms, Trigger};

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

#[test]
fn rows_stand_in_the_order_of_the_deal_with_the_names_of_1c() {
    let mut scene = Scene::firm();
    scene.facts.rows.reverse();
    scene.row().name = "сопровождение ".to_owned();
    scene.policy.products[1].name = "Сопровождение".to_owned();
    let request = scene.request();
    let rows = &request.parts().rows;
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Сопровождение", "Настройка"]);
    assert_eq!(rows[0].onec_ref, "product-102");
    assert_eq!(rows[1].amounts.vat(), Some(money("22000.00")));
    assert_eq!(request.total(), money("125000.00"));
    assert_eq!(request.parts().vat_mode, VatMode::Included);
}

#[test]
fn the_seller_and_the_form_are_found_without_a_choice() {
    let scene = Scene::firm();
    let request = scene.request();
    let parts = request.parts();
    assert_eq!(parts.seller.code, "sever");
    assert_eq!(parts.contract.form, "services");
    assert_eq!(parts.contract.form_version, "3");
    assert_eq!(parts.contract.city, "Москва");
    assert_eq!(parts.contract.fields["place"], "Москва, склад № 2");
    assert_eq!(parts.policy_hash, "f00d");
}

#[test]
fn the_only_seller_of_a_region_and_the_only_region_of_a_seller_are_taken() {
    let mut scene = Scene::firm();
    scene.facts.seller = Fact::Absent;
    scene.order.choices.region = Some("vvo".to_owned());
    assert_eq!(scene.request().parts().seller.code, "sever");

    let mut scene = Scene::firm();
    scene.sold_by_yug();
    scene.order.choices.region = None;
    assert_eq!(scene.request().parts().contract.region, "msk");
}

#[test]
fn a_choice_of_seller_needs_no_link_in_the_deal() {
    let mut scene = Scene::firm();
    scene.facts.seller = Fact::NotChecked("timeout".into());
    scene.order.choices.seller = Some("sever".to_owned());
    assert_eq!(scene.request().parts().seller.code, "sever");
}

#[test]
fn documents_are_dated_by_the_clock_of_the_region() {
    let mut scene = Scene::firm();
    scene.standing.now = "2026-11-24T20:30:00Z".parse().unwrap();
    assert_eq!(scene.request().parts().today, day("2026-11-24"));
    scene.order.choices.region = Some("vvo".to_owned());
    let request = scene.request();
    assert_eq!(request.parts().today, day("2026-11-25"));
    assert_eq!(request.parts().contract.date, day("2026-11-25"));
    assert_eq!(request.parts().invoices[0].date, day("2026-11-25"));
}

#[test]
fn a_schedule_of_two_parts_makes_two_invoices_that_sum_up() {
    let mut scene = Scene::in_two_parts();
    scene.order.choices.due = Some(day("2026-12-01"));
    let request = scene.request();
    let invoices = &request.parts().invoices;
    let amounts: Vec<Money> = invoices.iter().map(|invoice| invoice.part.amount).collect();
    assert_eq!(amounts, [money("87500.00"), money("37500.00")]);
    let places: Vec<(u32, u32)> = invoices.iter().map(|i| (i.index, i.of)).collect();
    assert_eq!(places, [(1, 2), (2, 2)]);
    assert_eq!(invoices[0].due, Some(day("2026-12-01")));
    assert_eq!(invoices[1].due, None);
}

#[test]
fn a_term_of_the_schedule_gives_the_last_day_to_pay() {
    let mut scene = Scene::firm();
    let part = |trigger, days, count| PartTerms {
        percent: Percent::FULL,
        due: Due {
            trigger,
            days,
            count,
        },
        balance: true,
    };
    scene.order.choices.schedule = Some("term".to_owned());
    scene.order.choices.invoice_date = Some(day("2026-12-10"));
    for (trigger, days, count, due) in [
        (Trigger::Invoice, 5, DayCount::Calendar, Some("2026-12-15")),
        (Trigger::Signing, 20, DayCount::Calendar, Some("2026-12-14")),
        (Trigger::Signing, 5, DayCount::Calendar, Some("2026-12-10")),
        (Trigger::Invoice, 0, DayCount::Calendar, None),
        (Trigger::Invoice, 5, DayCount::Working, None),
        (Trigger::AfterShipment, 5, DayCount::Calendar, None),
    ] {
        let schedule = PaymentSchedule::new(vec![part(trigger, days, count)]).unwrap();
        scene.policy.schedules.insert("term".to_owned(), schedule);
        let found = scene.request().parts().invoices[0].due;
        assert_eq!(found, due.map(day), "{trigger:?} {days} {count:?}");
    }
}

#[test]
fn vat_on_top_is_added_to_the_net_price_and_gives_the_sum_of_the_deal() {
    let mut scene = Scene::firm();
    scene.facts.rows = vec![row(101, "Настройка", "1220.00", "3")];
    scene.facts.rows_total = 1;
    scene.row().tax_included = false;
    scene.facts.deal.opportunity = Some(money("3660.00"));
    let request = scene.request();
    let parts = request.parts();
    assert_eq!(parts.vat_mode, VatMode::OnTop);
    assert_eq!(parts.rows[0].price.value(), number("1000"));
    assert_eq!(parts.totals.sum(), money("3000.00"));
    assert_eq!(parts.totals.vat(), Some(money("660.00")));
    assert_eq!(request.total(), money("3660.00"));
}

#[test]
fn a_row_without_vat_goes_with_either_mode() {
    let mut scene = Scene::firm();
    scene.product().reduced = Some(VatRate::Exempt);
    scene.row().tax_rate = None;
    scene.row().tax_included = false;
    let request = scene.request();
    assert_eq!(request.parts().vat_mode, VatMode::Included);
    assert_eq!(request.parts().rows[0].vat, VatRate::Exempt);
    assert_eq!(request.parts().totals.vat(), Some(money("540.98")));
}

#[test]
fn a_seller_that_pays_no_vat_sells_without() {
    let mut scene = Scene::firm();
    scene.sold_by_yug();
    let request = scene.request();
    assert_eq!(request.parts().totals.vat(), None);
    let rates = request.parts().rows.iter().map(|row| row.vat);
    assert_eq!(rates.collect::<Vec<_>>(), [VatRate::Exempt; 2]);
}

#[test]
fn a_special_rate_is_that_of_the_regime_on_the_day() {
    let mut scene = Scene::firm();
    let sever = &mut scene.policy.sellers[0];
    sever.regimes.push((day("2026-12-01"), VatRegime::Usn5));
    assert_eq!(scene.codes(), [""; 0]);
    scene.order.choices.contract_date = Some(day("2026-12-01"));
    let wrong = ["row-vat-regime", "row-vat-regime", "contract-date-ahead"];
    let mut codes = scene.codes();
    codes.sort();
    let mut expected = wrong.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(codes, expected);
    for row in &mut scene.facts.rows {
        row.tax_rate = Some(number("5"));
    }
    assert_eq!(scene.request().parts().rows[0].vat, VatRate::Vat5);
}

#[test]
fn result_fields_remember_what_stood_in_them() {
    let request = Scene::firm().request();
    let fields = &request.parts().result_fields;
    let seen = |field| {
        fields
            .get(&field)
            .map(|seen| (seen.field.as_str(), seen.seen.as_str()))
    };
    assert_eq!(seen(ResultField::State), Some(("UF_CRM_STATE", "черновик")));
    assert_eq!(
        seen(ResultField::ContractNumber),
        Some(("UF_CRM_NUMBER", ""))
    );
    assert_eq!(seen(ResultField::ContractDate), None);
}

#[test]
fn each_kind_of_client_carries_the_requisites_of_its_kind() {
    let request = Scene::firm().request();
    let Counterparty::LegalEntity(firm) = &request.parts().client else {
        panic!("a firm");
    };
    assert_eq!(firm.kpp.as_str(), "773601001");
    assert_eq!(firm.signatory.basis, Basis::Charter);
    assert_eq!(firm.signatory.name.last, "Иванов");
    assert_eq!(firm.bank.as_ref().unwrap().bik.as_str(), "044030827");

    let request = Scene::trader().request();
    let Counterparty::SoleTrader(trader) = &request.parts().client else {
        panic!("a sole trader");
    };
    assert_eq!(trader.person.full(), "Петрова Анна Сергеевна");

    let request = Scene::person().request();
    let Counterparty::Person(person) = &request.parts().client else {
        panic!("a person");
    };
    assert_eq!(person.person.full(), "Ким Анна");
    assert_eq!(person.passport.series, "4509");
    assert_eq!(person.inn, None);
}

#[test]
fn the_kind_of_a_client_comes_from_the_preset_and_not_from_the_card() {
    let mut scene = Scene::firm();
    let contact = ContactId::new(5).unwrap();
    scene.facts.deal.company = None;
    scene.facts.deal.contact = Some(contact);
    scene.client().origin = ClientOrigin::Contact(contact);
    let request = scene.request();
    assert!(matches!(
        request.parts().client,
        Counterparty::LegalEntity(_)
    ));
}

#[test]
fn invisible_characters_of_a_pasted_number_do_not_matter() {
    let mut scene = Scene::firm();
    scene.typed(RequisiteText::Inn, "\u{feff}7707083893\u{a0}");
    scene.typed(RequisiteText::ShortName, "ООО\u{a0}«Ромашка»");
    let request = scene.request();
    assert_eq!(request.parts().client.name(), "ООО «Ромашка»");
    assert_eq!(request.parts().client.inn().unwrap().as_str(), "7707083893");
}

#[test]
fn a_power_of_attorney_is_read_with_its_term() {
    let mut scene = Scene::firm();
    scene.typed(
        RequisiteText::Basis,
        "Доверенность № 5 от 01.02.2026 до 01.02.2027",
    );
    let request = scene.request();
    let Counterparty::LegalEntity(firm) = &request.parts().client else {
        panic!("a firm");
    };
    let expected = Basis::PowerOfAttorney {
        number: "5".to_owned(),
        issued: day("2026-02-01"),
        expires: Some(day("2027-02-01")),
    };
    assert_eq!(firm.signatory.basis, expected);
}

#[test]
fn fields_of_the_form_are_taken_from_the_deal_the_answers_and_the_defaults() {
    let mut scene = Scene::firm();
    let deal = |name: &str| FieldSource::Deal(name.to_owned());
    let preset = |value: &str| FieldSource::Default(value.to_owned());
    let choice = FieldKind::Choice(vec!["да".to_owned(), "нет".to_owned()]);
    scene.form().fields = vec![
        field("term", FieldKind::Date, true, deal("UF_CRM_TERM")),
        field("fallback", FieldKind::Date, true, deal("UF_CRM_OTHER")),
        field("days", FieldKind::Number, true, preset("5")),
        field("act", choice, true, preset("нет")),
        field("subject", FieldKind::Text, true, FieldSource::Asked),
        field("note", FieldKind::Text, false, FieldSource::Asked),
    ];
    let fields = &mut scene.facts.deal.fields;
    fields.insert(
        "UF_CRM_TERM".to_owned(),
        "2026-12-24T03:00:00+03:00".to_owned(),
    );
    for (code, answer) in [
        ("term", "2020-01-01"),
        ("fallback", "24.12.2026"),
        ("act", "да"),
        ("subject", " Первая \r\nвторая\n"),
        ("stale", "of another form"),
    ] {
        let answers = &mut scene.order.choices.answers;
        answers.insert(code.to_owned(), answer.to_owned());
    }
    let request = scene.request();
    let fields = &request.parts().contract.fields;
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(code, value)| (code.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        fields,
        [
            ("act", "да"),
            ("days", "5"),
            ("fallback", "2026-12-24"),
            ("subject", "Первая\nвторая"),
            ("term", "2026-12-24"),
        ]
    );
}

#[test]
fn a_further_order_goes_through_when_it_says_what_it_is_for() {
    let mut scene = Scene::firm();
    scene.standing.prior.issued = true;
    scene.order.purpose = Purpose::Supersedes;
    assert_eq!(scene.codes(), [""; 0]);
}

#[test]
fn the_head_is_told_in_place_of_one_who_has_left() {
    let mut scene = Scene::firm();
    scene.facts.staff[0].active = false;
    assert_eq!(scene.request().parts().recipients, [user(1), user(9)]);
    scene.facts.staff.push(StaffCard {
        id: user(77),
        active: true,
        name: String::new(),
        head: None,
    });
    assert_eq!(scene.request().parts().recipients, [user(1), user(9)]);
}

#[test]
fn a_form_that_needs_an_approver_says_so_in_the_request() {
    let mut scene = Scene::firm();
    scene.form().number_approval = true;
    assert!(scene.request().parts().contract.number_approval);
}

#[test]
fn a_form_may_name_its_own_files_and_otherwise_those_of_the_policy_hold() {
    let mut scene = Scene::firm();
    let usual = scene.policy.files.clone();
    let parts = scene.request().parts().clone();
    assert_eq!(
        (parts.contract_files, parts.invoice_files),
        (usual.contract.clone(), usual.invoice)
    );
    let bare = FilePair {
        docx_stamped: false,
        pdf_stamped: false,
    };
    scene.form().files = Some(FilePolicy {
        invoice: vec![FilePair::default(), bare],
        ..FilePolicy::default()
    });
    let parts = scene.request().parts().clone();
    assert_eq!(parts.contract_files, usual.contract);
    assert_eq!(parts.invoice_files, [FilePair::default(), bare]);
}

#[test]
fn a_foreign_product_is_named_with_those_who_sell_it() {
    let mut scene = Scene::firm();
    scene.product().sellers = ["yug".to_owned()].into();
    scene.facts.rows[1].product = ProductId::new(999);
    let findings = super::cases::findings(&scene);
    let params = &findings[0].params;
    assert_eq!(params["sellers"], "ООО «Юг»");
    assert_eq!(params["row"], "1");
    assert_eq!(findings[0].path.as_str(), "rows[0].product");
    assert_eq!(findings[1].params["product"], "999");
}
