//! The three contract forms: services, supply, works.

use crate::docx::PackageError;

use super::{
    ContractData,
    clauses::{
        Roles, clause, closing, heading, opening, price, requisites, specification, statement,
    },
    stamp::placeholder,
    writer::{Face, Par, docx, paragraphs},
};

const FACE: Face = Face {
    font: "Times New Roman",
    half_points: 22,
};
const FOOTER: &str = "Договор №\u{a0}{{ number }} от {{ date_words }}";

const SERVICES: Roles = Roles {
    seller: "Исполнитель",
    seller_of: "Исполнителя",
    seller_to: "Исполнителю",
    buyer: "Заказчик",
    subject_of: "Услуг",
    handing: "оказания Услуг",
};

const SUPPLY: Roles = Roles {
    seller: "Поставщик",
    seller_of: "Поставщика",
    seller_to: "Поставщику",
    buyer: "Покупатель",
    subject_of: "Товаров",
    handing: "отгрузки Товара",
};

const WORKS: Roles = Roles {
    seller: "Подрядчик",
    seller_of: "Подрядчика",
    seller_to: "Подрядчику",
    buyer: "Заказчик",
    subject_of: "Работ",
    handing: "выполнения Работ",
};

/// The contract forms of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractKind {
    /// «Возмездное оказание услуг».
    Services,
    /// «Поставка товара».
    Supply,
    /// «Подряд».
    Works,
}

impl ContractKind {
    /// The template as a .docx.
    ///
    /// # Errors
    /// [`PackageError`] if the archive cannot be written; a test holds that it can.
    pub fn template(self) -> Result<Vec<u8>, PackageError> {
        match self {
            Self::Services => contract_services(),
            Self::Supply => contract_supply(),
            Self::Works => contract_works(),
        }
    }

    /// What the form calls its sides: own company, client.
    pub fn roles(self) -> (&'static str, &'static str) {
        let roles = match self {
            Self::Services => &SERVICES,
            Self::Supply => &SUPPLY,
            Self::Works => &WORKS,
        };
        (roles.seller, roles.buyer)
    }

    /// Introduces both sides under the names that the form uses ([`Party::introduce`](super::Party::introduce)).
    ///
    /// Returns the fields whose genitive a person has to give: `seller.signer.name_genitive`.
    pub fn introduce(self, data: &mut ContractData) -> Vec<String> {
        let (seller, buyer) = self.roles();
        let mut doubts = Vec::new();
        for (side, party, role) in [
            ("seller", &mut data.seller, seller),
            ("buyer", &mut data.buyer, buyer),
        ] {
            doubts.extend(
                party
                    .introduce(role)
                    .into_iter()
                    .map(|field| format!("{side}.{field}")),
            );
        }
        doubts
    }
}

/// The template of a contract for services («Исполнитель» and «Заказчик»), as a .docx.
///
/// Data: [`ContractData`](crate::builtin::ContractData).
///
/// # Errors
/// [`PackageError`] if the archive cannot be written; a test holds that it can.
pub fn contract_services() -> Result<Vec<u8>, PackageError> {
    let subject = vec![
        heading("1. ПРЕДМЕТ ДОГОВОРА"),
        clause(
            "1.1. Исполнитель обязуется по заданию Заказчика оказать услуги: {{ subject }} (далее — «Услуги»), а Заказчик обязуется принять и оплатить их.",
        ),
        clause("1.2. Перечень, объём и цена Услуг указаны в Спецификации (Приложение №\u{a0}1)."),
        clause(
            "1.3. Срок оказания Услуг: {{ terms.period|dot }}{% if terms.place %} Место оказания Услуг: {{ terms.place|dot }}{% endif %}",
        ),
    ];
    let course = vec![
        heading("3. ОКАЗАНИЕ И ПРИЁМКА УСЛУГ"),
        clause(
            "3.1. Исполнитель оказывает Услуги лично или с привлечением третьих лиц, за которых отвечает как за себя. Заказчик передаёт сведения и документы, без которых Услуги оказать нельзя.",
        ),
        clause(
            "3.2. По окончании Исполнитель передаёт Заказчику акт или универсальный передаточный документ. В течение {{ terms.acceptance }} с его получения Заказчик подписывает документ или направляет мотивированный отказ; по истечении этого срока без отказа Услуги считаются принятыми.",
        ),
        clause(
            "3.3. Недостатки Исполнитель устраняет за свой счёт в согласованный Сторонами срок.",
        ),
    ];
    form(
        "возмездного оказания услуг",
        "Услуги",
        &SERVICES,
        subject,
        course,
    )
}

/// The template of a supply contract («Поставщик» and «Покупатель»), as a .docx.
///
/// Data: [`ContractData`](crate::builtin::ContractData); the rows are an essential term: without
/// a name and a quantity a supply contract is not concluded.
///
/// # Errors
/// As [`contract_services`].
pub fn contract_supply() -> Result<Vec<u8>, PackageError> {
    let subject = vec![
        heading("1. ПРЕДМЕТ ДОГОВОРА"),
        clause(
            "1.1. Поставщик обязуется передать в собственность Покупателя {{ subject }} (далее — «Товар»), а Покупатель обязуется принять и оплатить Товар.",
        ),
        clause(
            "1.2. Наименование, количество и цена Товара указаны в Спецификации (Приложение №\u{a0}1).",
        ),
        clause(
            "1.3. Срок поставки: {{ terms.period|dot }}{% if terms.place %} Место поставки: {{ terms.place|dot }}{% endif %}",
        ),
    ];
    let mut course = vec![
        heading("3. ПОСТАВКА И ПРИЁМКА ТОВАРА"),
        clause(
            "3.1. Право собственности и риск случайной гибели переходят к Покупателю в момент передачи Товара по накладной или универсальному передаточному документу.",
        ),
        clause(
            "3.2. Покупатель проверяет количество при передаче, а качество — в течение {{ terms.acceptance }} с неё. О недостатках Покупатель сообщает письменно; Поставщик заменяет Товар ненадлежащего качества или восполняет недопоставку за свой счёт.",
        ),
    ];
    course.extend(warranty(
        "3.3. Гарантийный срок Товара — {{ terms.warranty }} с даты передачи.",
    ));
    form("поставки товара", "Товар", &SUPPLY, subject, course)
}

/// The template of a contract for works («Подрядчик» and «Заказчик»), as a .docx.
///
/// Data: [`ContractData`](crate::builtin::ContractData); `terms.period` holds the start and the
/// end, which are essential terms.
///
/// # Errors
/// As [`contract_services`].
pub fn contract_works() -> Result<Vec<u8>, PackageError> {
    let subject = vec![
        heading("1. ПРЕДМЕТ ДОГОВОРА"),
        clause(
            "1.1. Подрядчик обязуется по заданию Заказчика выполнить работы: {{ subject }} (далее — «Работы»), а Заказчик обязуется принять и оплатить их результат.",
        ),
        clause(
            "1.2. Состав, объём и цена Работ указаны в Спецификации (Приложение №\u{a0}1). Работы выполняются из материалов Подрядчика, если Спецификация не говорит иного.",
        ),
        clause(
            "1.3. Начальный и конечный срок выполнения Работ: {{ terms.period|dot }}{% if terms.place %} Место выполнения Работ: {{ terms.place|dot }}{% endif %}",
        ),
    ];
    let mut course = vec![
        heading("3. ВЫПОЛНЕНИЕ И ПРИЁМКА РАБОТ"),
        clause(
            "3.1. Подрядчик вправе привлекать субподрядчиков и отвечает за них как за себя. Заказчик обеспечивает доступ к месту Работ.",
        ),
        clause(
            "3.2. О готовности Подрядчик извещает Заказчика и передаёт акт. В течение {{ terms.acceptance }} с его получения Заказчик принимает результат и подписывает акт или направляет мотивированный отказ; по истечении этого срока без отказа Работы считаются принятыми.",
        ),
        clause(
            "3.3. Риск случайной гибели результата до приёмки несёт Подрядчик. Недостатки Подрядчик устраняет за свой счёт в согласованный Сторонами срок.",
        ),
    ];
    course.extend(warranty(
        "3.4. Гарантийный срок результата Работ — {{ terms.warranty }} с даты приёмки.",
    ));
    form("подряда", "Работы", &WORKS, subject, course)
}

fn warranty(text: &str) -> Vec<Par> {
    vec![
        statement("{% if terms.warranty %}"),
        clause(text),
        statement("{% endif %}"),
    ]
}

fn form(
    title: &str,
    item_title: &str,
    roles: &Roles,
    subject: Vec<Par>,
    course: Vec<Par>,
) -> Result<Vec<u8>, PackageError> {
    let clauses = [subject, price(2, roles), course, closing(4, roles)].concat();
    let body = [
        opening(title),
        paragraphs(&clauses),
        requisites(8, roles),
        specification(item_title, roles),
    ]
    .concat();
    docx(&body, FOOTER, &FACE, placeholder())
}
