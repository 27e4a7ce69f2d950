# Тексты для людей. Ключ правила: rule-<код>; ключ причины: cause-<сторона>-<код> или cause-<код>.
# Образец: что случилось, почему, что сделать, кто может. Неразрывные пробелы расставляет программа.

## Где исправлять

place-client-card = В карточке клиента
place-deal = В сделке
place-rows = В товарах сделки
place-wizard = В мастере документов
place-accountant = Передайте бухгалтеру
place-administrator = Передайте администратору
place-repeat = Повторите запрос
place-warnings = Обратите внимание

fix-choose-client = Выбрать клиента
fix-open-client-card = Открыть карточку клиента
fix-link-requisites = Выбрать реквизиты в сделке
fix-set-preset = Выбрать шаблон реквизитов
fix-choose-seller = Выбрать продавца
fix-choose-region = Выбрать регион
fix-choose-form = Выбрать форму договора
fix-fill-form-field = Заполнить поле формы
fix-choose-dates = Изменить даты
fix-choose-schedule = Выбрать порядок оплаты
fix-open-rows = Открыть товары сделки
fix-open-deal = Открыть сделку
fix-reopen-deal = Вернуть сделку в работу
fix-supersede = Выпустить новые вместо прежних
fix-ask-accountant = Написать бухгалтеру
fix-ask-administrator = Написать администратору
fix-repeat = Повторить

step-parties = Клиент и продавец
step-form = Договор
step-terms = Даты и оплата
step-rows = Товары
step-review = Проверка

## Общие части

vat-none = Без НДС
vat-rate = { $percent } %
or = или
hint-suggestion = Возможно, верно { $suggestion }.
hint-resembles = Похоже на «{ $resembles }», но это другая буква.
rule-unknown = Нужно исправить «{ $path }» (код { $code }).

## Клиент

rule-client-missing = В сделке нет ни компании, ни контакта. Добавьте клиента в сделку.
rule-client-deleted = Карточка клиента удалена или закрыта для интеграции. Выберите клиента заново или откройте доступ к карточке.
rule-client-unread = Не удалось прочитать карточку клиента ({ $reason }). Повторите запрос, а если не поможет, сообщите администратору.
rule-client-not-of-deal = Портал прислал карточку другого клиента. Повторите запрос, а если не поможет, сообщите администратору.
rule-client-requisites-missing = У клиента «{ $client }» нет реквизитов. Заполните реквизиты в его карточке.
rule-client-requisites-several = У клиента «{ $client }» несколько наборов реквизитов ({ $count }), а в сделке не выбран ни один. Выберите набор в сделке.
rule-client-requisites-unread = Не удалось прочитать реквизиты клиента «{ $client }» ({ $reason }). Повторите запрос, а если не поможет, сообщите администратору.
rule-client-preset-unknown = По шаблону реквизитов «{ $preset }» клиента «{ $client }» не понять, организация это, предприниматель или физлицо. Выберите в реквизитах нужный шаблон.

rule-client-name-long = Краткое название клиента длиной { $length } знаков не войдёт в 1С, где помещается { $limit }. Сократите его.
rule-client-full-name-missing = Не заполнено полное название организации. Впишите его так, как оно стоит в ЕГРЮЛ.
rule-client-full-name-long = Полное название длиной { $length } знаков не войдёт в 1С, где помещается { $limit }. Сверьте его с ЕГРЮЛ и сократите.
rule-client-person-name-missing = Не заполнены фамилия и имя. Впишите их так, как в паспорте.

rule-client-inn-empty = Не заполнен ИНН. По нему 1С находит клиента. Впишите ИНН.
rule-client-inn-format = В ИНН «{ $value }» на месте { $position } стоит «{ $character }», а это не цифра. Наберите номер заново.
rule-client-inn-length = В ИНН { $value } знаков: { $length }, а должно быть { $expected }. Сверьте номер с карточкой организации.
rule-client-inn-component = ИНН { $value } начинается с кода инспекции, которого нет. Сверьте номер с карточкой организации.
rule-client-inn-checksum = ИНН { $value } не проходит проверку контрольной цифры. Сверьте номер с карточкой организации.
rule-client-inn-kind = ИНН { $value } не того вида: здесь нужен номер из { $expected } цифр. Проверьте номер и шаблон реквизитов.
rule-client-own-firm = ИНН { $inn } принадлежит нашей организации «{ $seller }». Выберите другого клиента.
rule-client-kpp-empty = Не заполнен КПП. По нему 1С отличает организацию от её филиалов. Впишите КПП.
rule-client-kpp-format = В КПП «{ $value }» на месте { $position } стоит «{ $character }», чего там не бывает. Наберите номер заново.
rule-client-kpp-length = В КПП { $value } знаков: { $length }, а должно быть { $expected }. Сверьте его с карточкой организации.
rule-client-kpp-component = В КПП { $value } вместо кода инспекции, причины или номера стоят нули. Сверьте его с карточкой организации.
rule-client-kpp-unexpected = У предпринимателей и физлиц КПП не бывает, а здесь указан { $value }. Очистите поле.
rule-client-ogrn-empty = Не заполнен ОГРН. Впишите номер из ЕГРЮЛ.
rule-client-ogrn-format = В ОГРН «{ $value }» на месте { $position } стоит «{ $character }», а это не цифра. Наберите номер заново.
rule-client-ogrn-length = В ОГРН { $value } знаков: { $length }, а должно быть { $expected }. Сверьте номер с ЕГРЮЛ.
rule-client-ogrn-record = { $value } — номер записи (ГРН), а не ОГРН: тот начинается с 1 или 5. Возьмите ОГРН из ЕГРЮЛ.
rule-client-ogrn-checksum = ОГРН { $value } не проходит проверку контрольной цифры. Сверьте номер с ЕГРЮЛ.
rule-client-ogrnip-empty = Не заполнен ОГРНИП. Впишите номер из ЕГРИП.
rule-client-ogrnip-format = В ОГРНИП «{ $value }» на месте { $position } стоит «{ $character }», а это не цифра. Наберите номер заново.
rule-client-ogrnip-length = В ОГРНИП { $value } знаков: { $length }, а должно быть { $expected }. Сверьте номер с ЕГРИП.
rule-client-ogrnip-record = { $value } — не ОГРНИП: тот начинается с 3. Возьмите номер из ЕГРИП.
rule-client-ogrnip-checksum = ОГРНИП { $value } не проходит проверку контрольной цифры. Сверьте номер с ЕГРИП.
rule-client-address-missing = Не заполнен адрес клиента. Впишите адрес регистрации.
rule-client-address-long = Адрес длиной { $length } знаков не войдёт в 1С, где помещается { $limit }. Сократите его.
rule-client-address-actual = Указан только фактический адрес: «{ $address }». Он войдёт в договор как адрес регистрации. Проверьте, так ли это.
rule-client-address-index = В адресе «{ $address }» нет почтового индекса. Добавьте его, если он известен.

rule-client-signatory-post = Не указана должность того, кто подписывает за клиента. Впишите её.
rule-client-signatory-name = Не указано, кто подписывает за клиента. Впишите фамилию, имя и отчество.
rule-client-signatory-form = Имя подписанта «{ $value }» не похоже на фамилию, имя и отчество. Впишите его в этом порядке.
rule-client-signatory-two = Руководителем названы двое: «{ $first }» и «{ $second }». В договор войдёт первый. Проверьте, кто подписывает.
rule-client-basis-missing = Не указано, на основании чего подписывает клиент. Впишите устав или доверенность с номером и датой.
rule-client-branch-charter = КПП { $kpp } принадлежит филиалу, а его руководитель действует по доверенности, не по уставу. Проверьте основание.
rule-client-attorney-form = В основании «{ $value }» не видно номера или даты доверенности. Впишите, например, «Доверенность № 5 от 01.02.2026».
rule-client-attorney-early = Доверенность № { $number } выдана { $issued }, позже даты договора { $date }. Измените дату договора или основание.
rule-client-attorney-expired = Доверенность № { $number } действовала до { $until }, а договор от { $date }. Нужна действующая доверенность.
rule-client-attorney-year = В доверенности № { $number } нет срока, поэтому по закону она действует год, до { $until }. Проверьте это.

rule-client-passport-missing = { $field ->
    [series] Не заполнена серия паспорта
    [number] Не заполнен номер паспорта
    [issued_by] Не указано, кем выдан паспорт
   *[other] Не указано, когда выдан паспорт
}. Впишите данные из паспорта.
rule-client-passport-form = { $field ->
    [series] В серии
   *[other] В номере
} паспорта должно быть цифр: { $expected }. Сверьте с паспортом.
rule-client-passport-date = Дата выдачи паспорта не читается или ещё не наступила. Впишите её как 24.11.2026.
rule-client-phone-missing = Не указан телефон клиента. Впишите его, если он известен.
rule-client-email-missing = Не указана почта клиента. Без неё документы не отправить письмом.
rule-client-email-list = В поле почты несколько адресов: «{ $value }». Оставьте один.
rule-client-email-form = «{ $value }» не похоже на адрес почты. Исправьте его.
rule-client-email-cyrillic = В адресе «{ $value }» на месте { $position } стоит «{ $character }», буква не латинская. Проверьте адрес.

rule-client-bank-unread = Не удалось прочитать банковские реквизиты клиента ({ $reason }). Повторите запрос, а если не поможет, сообщите администратору.
rule-client-bank-several = В реквизитах клиента несколько счетов, а в сделке не выбран ни один. Выберите в сделке реквизиты с нужным счётом.
rule-client-bank-missing = У клиента нет банковских реквизитов. Договор выйдет без счёта клиента, а для возврата денег он нужен.
rule-client-bank-name-missing = Не указано название банка с БИК { $bik }. Впишите его, чтобы проверить счёт.
rule-client-bik-empty = Не заполнен БИК, хотя другие реквизиты банка есть. Впишите БИК.
rule-client-bik-format = В БИК «{ $value }» на месте { $position } стоит «{ $character }», а это не цифра. Наберите номер заново.
rule-client-bik-length = В БИК { $value } знаков: { $length }, а должно быть { $expected }. Сверьте его с карточкой организации.
rule-client-bik-component = БИК { $value } не бывает ни у одного банка. Сверьте его с карточкой организации.
rule-client-account-empty = Не заполнен расчётный счёт, хотя другие реквизиты банка есть. Впишите счёт.
rule-client-account-format = В расчётном счёте «{ $value }» на месте { $position } стоит «{ $character }», а это не цифра. Наберите счёт заново.
rule-client-account-length = В расчётном счёте { $value } знаков: { $length }, а должно быть { $expected }. Сверьте его с карточкой организации.
rule-client-account-correspondent = В поле расчётного счёта стоит корреспондентский счёт { $value }. Впишите счёт клиента.
rule-client-account-treasury = В казначейском счёте { $value } код валюты не 643. Сверьте счёт с карточкой организации.
rule-client-account-bik = Счёт { $value } не подходит к БИК { $bik }. Чаще всего после смены банка изменили только одно из двух. Сверьте оба.
rule-client-account-kind = Счёт { $value } обычно открывают владельцам другого вида. Проверьте, чей он.
rule-client-account-currency = Счёт { $value } открыт в валюте { $currency }, а документы в рублях. Проверьте счёт.
rule-client-correspondent-format = В корреспондентском счёте «{ $value }» на месте { $position } стоит «{ $character }», а это не цифра. Наберите счёт заново.
rule-client-correspondent-length = В корреспондентском счёте { $value } знаков: { $length }, а должно быть { $expected }. Сверьте его с карточкой организации.
rule-client-correspondent-kind = В поле корреспондентского счёта стоит счёт другого вида: { $value }. Проверьте, не переставлены ли счета.
rule-client-correspondent-bik = Корреспондентский счёт { $value } не подходит к БИК { $bik }. Сверьте оба с карточкой организации.
rule-client-correspondent-missing = Не указан корреспондентский счёт банка с БИК { $bik }. Впишите его, он нужен в платёжном поручении.

## Продавец и регион

rule-seller-missing = Не выбран продавец. Доступны: { $sellers }.
rule-seller-unknown = Продавца «{ $seller }» нет среди наших организаций. Доступны: { $sellers }.
rule-seller-unread = Не удалось прочитать продавца сделки ({ $reason }). Повторите запрос, а если не поможет, сообщите администратору.
rule-seller-differs = Выбран продавец «{ $seller }», а в сделке указаны реквизиты с ИНН { $inn }. Проверьте, от кого документы.
rule-seller-not-in-region = «{ $seller }» не работает в регионе «{ $region }». Доступны: { $sellers }.
rule-seller-regime-unknown = Для «{ $seller }» не задан режим НДС на { $date }. Администратор добавит его в настройки.
rule-seller-attorney-expired = Доверенность № { $number } подписанта «{ $seller }» не действует на { $date }. Администратор обновит её в настройках.
rule-region-missing = Не выбран регион. Доступны: { $regions }.
rule-region-unknown = Региона «{ $region }» нет в настройках. Доступны: { $regions }.

## Форма договора

rule-form-missing = Не выбрана форма договора. Подходят: { $forms }.
rule-form-none = Ни одна форма договора не подходит для этого продавца, региона, клиента и товаров. Ближе всего: { $nearest }.
rule-form-unknown = Формы договора «{ $form }» нет в настройках. Выберите другую.
rule-form-seller = Форма «{ $form }» не для продавца «{ $seller }». Выберите другую форму или продавца.
rule-form-region = Форма «{ $form }» не для региона «{ $region }». Выберите другую форму.
rule-form-client = Форма «{ $form }» не для { $kind ->
    [legal_entity] организаций
    [sole_trader] предпринимателей
    [foreign_firm] иностранных организаций
   *[person] физлиц
}. Выберите другую форму.
rule-form-product = Форма «{ $form }» не для { $kind ->
    [service] услуг
    [good] товаров
   *[work] работ
}. Выберите другую форму или уберите такие строки.
rule-form-early = Форма «{ $form }» действует с { $from }, а договор от { $date }. Выберите другую форму или дату.
rule-form-withdrawn = Форма «{ $form }» действовала до { $until }, а договор от { $date }. Выберите новую форму.
rule-field-missing = Не заполнено поле «{ $field }». Без него в договоре останется пустое место.
rule-field-date = В поле «{ $field }» стоит «{ $value }», а нужна дата, например 24.11.2026.
rule-field-number = В поле «{ $field }» стоит «{ $value }», а нужно целое число.
rule-field-choice = В поле «{ $field }» стоит «{ $value }», а выбрать можно: { $choices }.
rule-approver-missing = Номер по форме «{ $form }» требует согласования, а согласующий не назначен. Администратор назначит его в настройках.

## Даты и оплата

rule-deal-currency-empty = Не указана валюта сделки. Выберите рубли.
rule-deal-currency = Сделка в валюте { $currency }, а документы выпускаются в рублях. Измените валюту сделки.
rule-contract-date-old = Дата договора { $date } слишком давняя: сегодня { $today }, а назад можно { $days ->
    [one] на { $days } день
    [few] на { $days } дня
   *[many] на { $days } дней
}. Выберите другую дату.
rule-contract-date-far = Дата договора { $date } слишком далеко: сегодня { $today }, а вперёд можно { $days ->
    [one] на { $days } день
    [few] на { $days } дня
   *[many] на { $days } дней
}. Выберите другую дату.
rule-contract-date-back = Договор датирован { $date }, а сегодня { $today }. Подтвердите прошлую дату.
rule-contract-date-ahead = Договор датирован { $date }, а сегодня { $today }. Подтвердите будущую дату.
rule-contract-date-closed = Дата договора { $date } попадает в период, закрытый в 1С до { $until }. Выберите дату позже.
rule-invoice-date-early = Дата счёта { $date } раньше даты договора { $contract }. Выберите ту же дату или позже.
rule-invoice-date-far = Дата счёта { $date } слишком далеко: сегодня { $today }, а вперёд можно { $days ->
    [one] на { $days } день
    [few] на { $days } дня
   *[many] на { $days } дней
}. Выберите другую дату.
rule-invoice-due-early = Срок оплаты { $due } раньше даты счёта { $date }. Выберите срок позже.
rule-contract-valid-until-early = Договор кончается { $until }, раньше своей даты { $date }. Выберите срок позже.
rule-schedule-unknown = Порядка оплаты «{ $schedule }» нет в настройках. Доступны: { $schedules }.
rule-schedule-zero-part = Часть { $part } ({ $percent } % от { $total } ₽) равна нулю. Выберите оплату одним счётом.
rule-schedule-rate-changes = Оплата или поставка { $date } придётся на другую ставку НДС: сейчас { $rate }, тогда { $then }. Проверьте сумму.

## Товары

rule-rows-missing = В сделке нет товаров. Добавьте хотя бы одну строку.
rule-rows-many = В сделке строк: { $count }, а в один договор входит { $limit }. Разделите сделку.
rule-rows-unread = Прочитано строк: { $read } из { $count }. Повторите запрос, а если не поможет, сообщите администратору.
rule-row-product-missing = Строка { $row } «{ $name }» набрана вручную. Выберите товар из каталога.
rule-row-product-unknown = Строка { $row } «{ $name }»: товар { $product } не связан с номенклатурой 1С. Бухгалтер заведёт связь, или выберите другой товар.
rule-row-product-archived = Строка { $row } «{ $name }»: в 1С эта номенклатура оставлена только для старых документов. Выберите другой товар.
rule-row-product-seller = Строка { $row } «{ $name }»: «{ $seller }» этого не продаёт. Продают: { $sellers }. Уберите строку или смените продавца.
rule-row-name-differs = Строка { $row } «{ $name }»: в документах будет название из 1С, «{ $product }».
rule-row-unit-differs = Строка { $row } «{ $name }»: единица «{ $unit }», а в 1С «{ $expected }». Исправьте единицу и проверьте количество.
rule-row-unit-missing = Строка { $row } «{ $name }»: единица не указана, в документах будет «{ $expected }».
rule-row-quantity-small = Строка { $row } «{ $name }»: количество { $value }, а должно быть больше нуля.
rule-row-quantity-places = Строка { $row } «{ $name }»: в количестве { $value } больше трёх знаков после запятой. Округлите его.
rule-row-quantity-large = Строка { $row } «{ $name }»: количество { $value } не помещается в 1С. Проверьте его.
rule-row-price-negative = Строка { $row } «{ $name }»: цена { $value } меньше нуля. Укажите скидку в самой строке.
rule-row-price-zero = Строка { $row } «{ $name }»: цена равна нулю. Проверьте, так ли задумано.
rule-row-price-places = Строка { $row } «{ $name }»: цена { $value } не в целых копейках. Округлите её.
rule-row-price-large = Строка { $row } «{ $name }»: цена { $value } не помещается в 1С. Проверьте её.
rule-row-price-net = Строка { $row } «{ $name }»: цена без НДС { $value } не в целых копейках. Округлите её или включите НДС в цену.
rule-row-vat-unknown = Строка { $row } «{ $name }»: ставки НДС { $rate } не бывает. Нужна: { $expected }.
rule-row-vat-expired = Строка { $row } «{ $name }»: ставка НДС { $rate } не действует на { $date }. Нужна: { $expected }.
rule-row-vat-early = Строка { $row } «{ $name }»: ставка НДС { $rate } на { $date } ещё не действует. Нужна: { $expected }.
rule-row-vat-regime = Строка { $row } «{ $name }»: ставка НДС { $rate } не подходит режиму «{ $seller }». Нужна: { $expected }.
rule-row-vat-zero = Строка { $row } «{ $name }»: указано «0 %», а это не то же, что «Без НДС». Нужна: { $expected }.
rule-row-vat-product = Строка { $row } «{ $name }»: ставка НДС { $rate }, а для этого товара нужна { $expected }.
rule-row-vat-none = Строка { $row } «{ $name }»: указано «Без НДС», а обычно здесь { $expected }. Проверьте, есть ли льгота.
rule-rows-vat-mixed = В строках { $on_top } НДС сверх цены, а в строках { $included } в цене. Приведите к одному виду.
rule-rows-sum-overflow = Сумма слишком велика. Проверьте цены и количество.
rule-rows-total-zero = Товары сделки вместе ничего не стоят. Проверьте цены.
rule-deal-sum-typed = Сумма сделки { $deal } ₽ введена вручную, а товары стоят { $rows } ₽. Документы будут на сумму товаров.
rule-deal-sum-differs = Сумма сделки { $deal } ₽ не равна сумме прочитанных товаров { $rows } ₽. Повторите запрос, а если не поможет, сообщите администратору.

## Сделка в целом

rule-deal-closed = Сделка закрыта. Верните её в работу, чтобы создать документы.
rule-documents-exist = По сделке уже есть документы. Если нужны новые вместо прежних, укажите это при запросе.
rule-number-filled = В сделке уже стоит номер договора { $number }, а этот запрос — первый. Проверьте, не выпущен ли договор раньше.
rule-contract-none = Заказан только счёт, а договора по сделке ещё нет. Запросите договор вместе со счётом.
rule-purpose-unavailable = { $purpose ->
    [correction] Исправить
   *[void] Отменить
} выпущенные документы отсюда нельзя. Напишите бухгалтеру: это делают в 1С.
rule-responsible-missing = В сделке нет ответственного. О готовности узнает только тот, кто запросил документы.
rule-responsible-unread = Не удалось прочитать ответственного ({ $user }). Он не получит уведомления.
rule-responsible-inactive = Ответственный { $user } больше не работает, а у его отдела нет руководителя. Смените ответственного.

## Почему вариант скрыт

misfit-seller = Не для этого продавца
misfit-region = Не для этого региона
misfit-client = { $kind ->
    [legal_entity] Не для организаций
    [sole_trader] Не для предпринимателей
    [foreign_firm] Не для иностранных организаций
   *[person] Не для физлиц
}
misfit-product = { $kind ->
    [service] Не для услуг
    [good] Не для товаров
   *[work] Не для работ
}
misfit-not-yet = Действует с { $date }
misfit-withdrawn = Действовала до { $date }

## Кто может исправить

owner-manager = менеджер сделки
owner-accountant = бухгалтер
owner-administrator = администратор интеграции
owner-wait-manager = менеджера
owner-wait-accountant = бухгалтера
owner-wait-administrator = администратора
owner-do-manager = Исправить может менеджер сделки.
owner-do-accountant = Исправить может бухгалтер.
owner-do-administrator = Исправить может администратор интеграции.

side-crm = Битрикс24
side-accounting = 1С
side-host = сервер интеграции

## Причины

cause-unknown = Причина: { $side }, код { $code }.
cause-timeout = { $side } не ответил вовремя.
cause-accounting-timeout = 1С не ответила вовремя.
cause-reset = Связь с системой «{ $side }» прервалась.
cause-unreachable = Нет связи с системой «{ $side }».
cause-moved = Адрес системы «{ $side }» изменился. Его нужно обновить в настройках.
cause-unauthorized = { $side } не принимает логин или ключ интеграции. Его нужно обновить в настройках.
cause-forbidden = У интеграции нет прав в системе «{ $side }».
cause-not-found = { $side } не находит того, о чём речь. Возможно, это удалили.
cause-not-json = Вместо ответа системы «{ $side }» пришла страница. Обычно её отдаёт прокси или экран входа.
cause-decode = Ответ системы «{ $side }» непонятен интеграции.
cause-too-large = Ответ системы «{ $side }» слишком большой.
cause-config = Интеграция настроена с ошибкой.
cause-request-form = Интеграция не смогла составить запрос. Это ошибка программы.
cause-rejected = { $side } отказывает в запросе.
cause-other = { $side } сообщает о неизвестной ошибке.

cause-crm-deal-not-found = Битрикс24 не находит сделку. Возможно, её удалили или она закрыта для интеграции.
cause-crm-not-run = Битрикс24 не стал выполнять это после предыдущей ошибки.
cause-crm-stalled = Битрикс24 прислал в списке записи, которых не запрашивали.
cause-crm-query-limit = Битрикс24 принимает слишком много запросов сразу.
cause-crm-operating-limit = Битрикс24 временно ограничил этот вид запросов.
cause-crm-overload = Битрикс24 заблокировал запросы интеграции. Нужно обратиться в его поддержку.
cause-crm-token-expired = Ключ доступа к Битрикс24 истёк.
cause-crm-token-refresh = Сейчас не удалось обновить ключ доступа к Битрикс24.
cause-crm-token-store = Хранилище ключей доступа к Битрикс24 недоступно или повреждено. Администратору нужно проверить его папку.
cause-crm-invalid-grant = Битрикс24 больше не принимает ключи приложения. Администратору нужно установить приложение заново.
cause-crm-invalid-client = Битрикс24 не узнаёт приложение. Администратору нужно проверить его код и ключ в настройках.
cause-crm-wrong-auth-type = Для этого действия Битрикс24 требует другой вид доступа.
cause-crm-scope = У интеграции нет нужного права в Битрикс24.
cause-crm-unknown-method = В Битрикс24 нет нужного метода. Возможно, его модуль выключен.
cause-crm-invalid-argument = Битрикс24 не принимает один из параметров запроса.
cause-crm-server-fault = В Битрикс24 произошла внутренняя ошибка.
cause-crm-portal-gone = Портал Битрикс24 закрыт или удалён.
cause-crm-file-field-single = Поле сделки для файлов принимает только один файл, и новый стёр бы прежний. Администратору нужно указать в настройках поле для нескольких файлов.
cause-crm-file-field-missing = В сделке нет поля для файлов, которое указано в настройках. Администратору нужно исправить настройку.
cause-crm-file-field-unreadable = Битрикс24 не показывает интеграции, какие файлы уже есть в поле сделки, поэтому новые не записаны. Администратору нужно дать право на чтение этого поля.
cause-crm-docgen-access-error = Битрикс24 не даёт интеграции прикреплять документы. Нужны права в генераторе документов.

cause-accounting-no-base = Для этого продавца не указана база 1С.
cause-accounting-not-published = База 1С не опубликована или расширение выключено.
cause-accounting-busy = 1С сейчас занята.
cause-accounting-locked = Документ открыт у другого пользователя 1С.
cause-accounting-lock-conflict = Эти данные сейчас меняет другой пользователь 1С.
cause-accounting-maintenance = База 1С закрыта на обслуживание.
cause-accounting-closed-period = Дата документа попадает в закрытый период 1С.
cause-accounting-totals-differ = Сумма в 1С получается другой, чем в сделке. Документы не созданы.
cause-accounting-key-reused = В 1С под этим ключом уже есть другой запрос.
cause-accounting-key-voided = Ключ этого запроса в 1С погашен: по нему ничего не создано и не будет. Документы нужно запросить заново.
cause-accounting-key-made = По ключу этого запроса в 1С уже есть документы.
cause-accounting-void-unavailable = База 1С не умеет гасить ключи запросов. Для этого нужна новая версия расширения.
cause-accounting-bad-request = 1С не понимает запрос интеграции. Возможно, расширение другой версии.
cause-accounting-internal = В 1С произошла внутренняя ошибка.
cause-accounting-unknown-organization = В 1С нет организации продавца или у неё другой ИНН.
cause-accounting-unknown-nomenclature = В 1С нет номенклатуры из сделки, или она помечена на удаление.
cause-accounting-unknown-form = В 1С нет такой формы договора или её версия другая.
cause-accounting-form-not-for-organization = В 1С эта форма договора не для этой организации или вида клиента.
cause-accounting-vat-not-allowed = 1С не допускает эту ставку НДС.
cause-accounting-unit-differs = Единица измерения в 1С другая.
cause-accounting-wrong-requisite = 1С нашла ошибку в реквизитах клиента.
cause-accounting-wrong-date = 1С не принимает даты документов.
cause-accounting-counterparty-ambiguous = В 1С несколько карточек с таким ИНН и КПП. Нужно оставить одну рабочую.
cause-accounting-counterparty-differs = Карточка клиента в 1С отличается от сделки. Сами мы её не меняем.
cause-accounting-unknown-contract = В 1С нет такого договора, или он помечен на удаление.
cause-accounting-contract-ambiguous = В 1С несколько договоров с этим номером и датой. Нужно оставить один рабочий.
cause-accounting-contract-differs = Договор в 1С заключён с другим клиентом или от другой организации.
cause-accounting-number-taken = Этот номер в 1С уже занят.
cause-accounting-number-used = Номер уже принадлежит выпущенному договору.
cause-accounting-reservation-expired = Время брони номера вышло.
cause-accounting-required-field = В 1С не хватает обязательных данных.
cause-accounting-unknown-key = 1С не знает этого запроса.
cause-accounting-unknown-file = В 1С нет такого файла.
cause-accounting-print-unavailable = База 1С не умеет печатать нужные файлы.
cause-accounting-print-failed = Документы в 1С созданы, но файлы ещё не напечатаны.
cause-accounting-answer-form = Ответ 1С содержит недопустимую сумму.
cause-accounting-file-damaged = Файл из 1С пришёл повреждённым.
cause-accounting-working = 1С ещё печатает файл.
cause-accounting-still-working = 1С работает над запросом слишком долго.
cause-accounting-document-unasked = 1С вернула документ, которого не просили. Документы уже созданы, их нужно проверить.
cause-accounting-date-differs = Дата документа в 1С не та, что в заявке. Документы уже созданы, их нужно проверить.
cause-accounting-number-differs = Номер договора в 1С не тот, который согласован. Документы уже созданы, их нужно проверить.
cause-accounting-document-missing = В ответе 1С нет одного из документов.
cause-accounting-total-differs = Сумма документа в 1С не та, что в сделке. Документы уже созданы, их нужно проверить.
cause-accounting-vat-differs = НДС документа в 1С не тот, что в сделке. Документы уже созданы, их нужно проверить.
cause-accounting-file-missing = В ответе 1С нет одного из файлов.

cause-host-crash = Работа прервалась, и неизвестно, чем кончился последний шаг.
cause-host-panic = На этом шаге программа интеграции дала сбой.
cause-host-journal = Журнал интеграции недоступен.
cause-host-file-store = Хранилище файлов интеграции недоступно.
cause-host-deal-too-large = В карточках сделки и клиента слишком много текста. Вероятно, в одно из полей вставили целый документ: его нужно убрать.
cause-host-broken-snapshot = Запись о запросе повреждена.

disagreement-document-unasked = В 1С лишний документ: { $document }.
disagreement-date-differs = { $document }: дата в заявке { $asked }, в 1С { $found }.
disagreement-number-differs = Согласован номер договора { $asked }, в 1С { $found }.
disagreement-document-missing = В 1С нет документа: { $document }.
disagreement-total-differs = { $document }: сумма в заявке { $asked } ₽, в 1С { $found } ₽.
disagreement-vat-differs = { $document }: НДС в заявке { $asked }, в 1С { $found }.
disagreement-file-missing = { $document }: нет файла { $format }{ $stamped ->
    [yes] {" "}с печатью
   *[no] {" "}без печати
}.

slot-contract = договор
slot-invoice = счёт { $index }

## Уведомления

link = [URL={ $link }]Открыть сделку[/URL]
more = И ещё пунктов: { $count }. Весь список — в мастере документов.
sentence-detail = Сообщение системы: «{ $detail }».
code-line = Код: { $code }

notice-findings = Документы не созданы: нужно исправить { $count ->
    [one] { $count } пункт
    [few] { $count } пункта
   *[many] { $count } пунктов
}. В 1С ничего не записано.
notice-problem-facts = Документы пока не созданы: не удалось прочитать сделку.
notice-problem-number = Документы пока не созданы: не удалось забронировать номер договора.
notice-problem-approval = Документы пока не созданы: не удалось отправить номер на согласование.
notice-problem-issue = Создание документов в 1С остановлено.
notice-problem-attach = Документы в 1С созданы, но файлы не прикреплены к сделке.
notice-problem-announce = Документы в 1С созданы, но итог не записан в сделку.
notice-problem-void = Отмена запроса остановлена: пока неизвестно, что создано в 1С.
notice-problem-other = Создание документов остановлено.
notice-problem-next = Когда исправите, попросите администратора интеграции повторить запрос: второй документ не появится.
notice-problem-next-administrator = Когда будет исправлено, администратор интеграции повторит запрос: второй документ не появится.
notice-problem-page = Когда будет исправлено, нажмите «Повторить» на [URL={ $page }]странице запроса[/URL]: второй документ не появится.
notice-waits = Ждём { $who }. Вам ничего делать не нужно: об итоге придёт сообщение.
notice-reminder = Напоминание. { $text }
notice-number-rejected = Номер договора не согласован. Причина: «{ $reason }». Номер освобождён, в 1С ничего не создано. Исправьте и запросите документы снова.
notice-cancelled-before = Запрос документов отменён. В 1С ничего не создано.
notice-cancelled-after = Запрос документов отменён, но в 1С уже созданы: { $documents }. Пометить их на удаление может бухгалтер.
notice-cancelled-files = Файлы, которые уже прикреплены к сделке, не отправляйте клиенту.
notice-cancel-late = Отменить не получилось: документы уже готовы. В 1С созданы: { $documents }. Если они не нужны, не отправляйте их клиенту и напишите бухгалтеру.
notice-cancel-late-unknown = Отменить не получилось: запрос уже выполнен. Что создано в 1С, знает бухгалтер.
sentence-reason = Причина: «{ $reason }».

approval-first = Согласуйте номер договора { $number } с клиентом «{ $client }». Запрос ждёт вашего ответа.
approval-reminder = Напоминание. Номер договора { $number } с клиентом «{ $client }» ждёт вашего согласования.
approval-escalation = Основной согласующий не ответил. Согласуйте номер договора { $number } с клиентом «{ $client }».

announcement-ready = Документы готовы: { $documents }.
document-contract = договор № { $number } от { $date } на { $total } ₽
document-invoice = счёт № { $number } от { $date } на { $total } ₽
attached-document_generator = Файлы прикреплены к сделке.
attached-file_field = Файлы лежат в поле сделки: генератор документов недоступен.
attached-timeline_comment = Файлы лежат в комментарии к сделке: генератор документов недоступен.
announcement-supersedes = Новые документы заменяют прежние: { $documents }. Прежние не отправляйте клиенту, пометить их на удаление в 1С может бухгалтер.
announcement-changed-client = Пока готовились документы, в сделке сменили клиента: в документах прежний.
announcement-changed-sum = Пока готовились документы, в сделке изменилась сумма: в документах прежняя.
announcement-changed-closed = Пока готовились документы, сделку закрыли.
standing-contract = договор № { $number } от { $date }
standing-invoice = счёт № { $number } от { $date }
outage-waits = { $side } не отвечает или не принимает запросы интеграции, поэтому документы ждут. Повторять их не нужно: они продолжатся сами, и об этом придёт сообщение. Проверить связь и доступ может администратор интеграции.
outage-over = Ожидание закончилось: запросы документов больше не ждут систему «{ $side }».
announcement-next = Проверьте и отправьте клиенту.
announcement-next-changed = Проверьте документы: если они больше не подходят, не отправляйте их клиенту и запросите новые вместо прежних.
timeline-ready = Документы созданы в 1С: { $documents }.

## Итоги и состояния

ending-completed = Документы готовы и прикреплены к сделке.
ending-refused = Документы не созданы: нужно исправить данные. Пунктов: { $count }.
ending-number-rejected = Номер договора не согласован, документы не созданы.
ending-cancelled-before = Запрос отменён, в 1С ничего не создано.
ending-closed-before = Запрос закрыт администратором. О документах в 1С по этому запросу ничего не известно, проверить это может бухгалтер.
ending-closed-after = Запрос закрыт администратором, документы в 1С остались: проверить их может бухгалтер.
ending-cancelled-after = Запрос отменён, документы в 1С остались: пометить их на удаление может бухгалтер.

state-facts = Читаем сделку
state-findings = Сообщаем, что исправить
state-number = Бронируем номер договора
state-approval = Отправляем номер на согласование
state-issue = Создаём документы в 1С
state-attach = Прикрепляем файлы к сделке
state-announce = Сообщаем о готовности
state-release = Освобождаем номер
state-problem = Сообщаем о задержке
state-ended = Сообщаем об итоге
state-other = Готовим документы
state-away = Ждём, пока ответит { $side }. Повторять запрос не нужно: работа продолжится сама.
state-void = Проверяем, что создано в 1С
state-late = Сообщаем об итоге
state-failed = { $step }. Неудачных попыток: { $count }, пробуем снова. Второй документ не появится.
state-waiting-approval = Ждём согласования номера договора
state-waiting-person = Ждём исправления. { $cause } { $owner }
state-unreadable = Запрос записан другой версией программы и ждёт её ({ $code }). Передайте администратору.
