"""Makes news-more.jsonl and labelled.csv of the demo: invented news of the four invented municipalities. python3 sample-tiles/news.py

Sentences are drawn from lists by a fixed seed; those of the labelled texts by another. Nothing in them is real.
"""
import csv
import json
import os
import random

PLACES = [('Peñón de Ceniza', 20), ('Villa Índigo del Río', 48), ('Cañada de los Añiles', 14), ('Órbita del Páramo', 30)]
PAPERS = ['Diario de la Muestra', 'Radio Ficción', 'El Heraldo Inventado']
NOTE = '(Nota ficticia escrita para la demostración; no describe hechos reales.)'
WORKS = [
    'El ayuntamiento de {p} comenzó la pavimentación de la calle {c} con concreto hidráulico.', 'Avanza la construcción del puente vehicular de {p}, informó la dirección de obras públicas.',
    'En el municipio de {p} se rehabilita la red de agua potable de la colonia {c}.', 'Autoridades de {p} entregaron la ampliación del drenaje y banquetas nuevas en {c}.',
    'Inició en {p} la obra de la nueva clínica; la inversión incluye alumbrado y pavimento.', 'Vecinos de {p} piden que termine la obra del camino a {c}, detenida desde hace meses.',
]
OTHER = [
    'La policía municipal de {p} detuvo a un hombre por robo en la calle {c}.', 'En el municipio de {p} se celebró la feria del queso con música y bailes.',
    'Productores de {p} reportaron pérdidas en el maíz por la falta de lluvia.', 'La escuela secundaria de {p} ganó el concurso de poesía de {c}.',
    'Protección Civil de {p} atendió un incendio de pastizal cerca de {c}; no hubo heridos.', 'El equipo de futbol de {p} empató a dos goles con los vecinos de {c}.',
]
MORE = ['El acto reunió a unas treinta personas.', 'La información se dio a conocer el martes.', 'Vecinos dijeron estar de acuerdo.', 'No se dieron más detalles.', 'La regidora pidió paciencia a la población.', 'El calendario se publicará la próxima semana.']
STREETS = ['Tinteros', 'Alabastro', 'Cobalto', 'Retama', 'Obsidiana']
HERE = os.path.dirname(os.path.abspath(__file__))


def article(r, place, works):
    first = r.choice(WORKS if works else OTHER).format(p=place, c=r.choice(STREETS))
    return first, ' '.join([first, *r.sample(MORE, 2), NOTE])


r = random.Random(2026)
with open(os.path.join(HERE, 'news-more.jsonl'), 'w', encoding='utf-8') as f:
    n = 0
    for (place, count), share in zip(PLACES, (0.2, 0.35, 0.7, 0.4)):
        for _ in range(count):
            n += 1
            title, text = article(r, place, r.random() < share)
            date = f'2026-0{r.randint(1, 3)}-{r.randint(1, 28):02}'
            f.write(json.dumps({'id': f'ficticia-m{n:03}', 'url': f'https://noticias.ejemplo.invalid/{date}/m{n:03}', 'title': title.rstrip('.'), 'text': text, 'date': date,
                                'source': r.choice(PAPERS), 'fictional': True}, ensure_ascii=False) + '\n')
r = random.Random(7)
with open(os.path.join(HERE, 'labelled.csv'), 'w', encoding='utf-8', newline='') as f:
    rows = csv.writer(f, lineterminator='\n')
    rows.writerow(['text', 'answer'])
    for i in range(60):
        rows.writerow([article(r, r.choice(PLACES)[0], i % 2 == 0)[1], '1' if i % 2 == 0 else '2'])
