namespace Geo.Text.Places;

/// <summary>The Spanish words around place names, folded.</summary>
internal static class CueWords
{
    public static IReadOnlyList<(Cue, string)> All { get; } =
    [
        (Cue.Seat, """
            municipio municipios ayuntamiento ayuntamientos alcalde alcaldes alcaldesa alcaldia alcaldias edil ediles presidencia cabildo regidor regidores
            regidora regidoras sindica cabecera ciudad comunidad comunidades localidad localidades poblado poblacion pueblo rancheria ejido
            delegacion demarcacion puerto villa municipal municipales historico relleno cereso vecinos habitantes pobladores aeropuerto
            frontera fronteriza fronterizo metropolitana metropolitano implan dif
            """),
        (Cue.Office, "alcalde alcaldes alcaldesa edil ediles regidor regidores regidora regidoras sindica diputado diputada candidato candidata"),
        (Cue.Many, "municipios comunidades localidades ayuntamientos alcaldes alcaldias ciudades delegaciones demarcaciones ediles"),
        (Cue.Seat, "ciudades delegaciones"),
        (Cue.Connector, "de del la el los las al"),
        (Cue.Locative, "en a al desde hasta hacia por entre sobre"),
        (Cue.Thing, """
            calle calles avenida calzada bulevar boulevard blvd jardin plaza glorieta parque estadio teatro hospital escuela primaria secundaria preparatoria
            preescolar colegio mercado auditorio fraccionamiento colonia edificio monumento templo colonias fraccionamientos calzadas parroquia iglesia rio sierra cerro canon presa laguna
            unidad rincon panteon biblioteca gimnasio hotel callejon andador centro explanada
            """),
        (Cue.Title, """
            general don dona licenciado doctor doctora ingeniero senor senora presidente presidenta presidentes gobernador gobernadora diputado diputada senador senadora profesor
            profesora maestro maestra padre coronel capitan cura heroe candidato candidata caudillo secretario titular director
            """),
        (Cue.Institution, """
            universidad instituto tecnologico secretaria congreso legislatura fiscalia procuraduria comision banco orquesta federacion federaciones club clubes
            museo consejo diario periodico jornada tribunal juzgado juez asociacion sindicato seccion campus servicios delegado equipo liga conjunto escuadra
            normal cartel banda cineteca fundacion barra camara confederacion sinfonica filarmonica autonoma
            """),
        (Cue.State, "estado estados gobierno gobernador gobernadora entidad entidades congreso legislatura estatal distrito"),
        (Cue.Origin, "originario originaria originarios originarias oriundo oriunda nativo nativa procedente procedentes proveniente provenientes radicados radicado"),
        (Cue.Road, "carretera carreteras autopista tramo via caseta ruta corredor"),
        (Cue.Route, "desde hasta hacia destino rumbo acceso salida"),
        (Cue.Diocese, "obispo diocesis arzobispo arquidiocesis"),
        (Cue.Sport, "gol goles torneo marcador futbol partido clausura apertura delantero portero arbitro penal copa liga"),
        (Cue.And, "y e o u ni"),
        (Cue.Capital, "capital"),
        (Cue.Capitalino, "capitalino capitalina capitalinos capitalinas"),
        (Cue.Given, """
            jose juan maria luis carlos jesus francisco miguel manuel antonio pedro jorge alejandro javier fernando ricardo rafael raul roberto arturo
            guadalupe enrique eduardo sergio ramon mario alfredo martin alberto daniel david oscar victor gerardo armando hector cesar gustavo andres
            benito vicente emiliano venustiano cuauhtemoc lazaro ignacio melchor mariano ana rosa laura patricia claudia veronica leticia judit elisa
            xochitl margarita silvia carmen teresa martha gabriela alejandra salvador felipe hugo ernesto jaime julio ruben pablo angel agustin marco
            marcos omar edgar alvaro rodolfo adolfo alfonso ivan israel rogelio gilberto guillermo lorenzo leonel tomas santiago diego joaquin lucia
            sofia beatriz norma irma blanca adriana monica sandra elena isabel cristina diana lidia nicolas porfirio plutarco valentin gregorio joe
            """),
    ];

    public static IReadOnlyList<(string, string)> Shortenings { get; } =
    [
        ("cd", "ciudad"), ("gral", "general"), ("sta", "santa"), ("sto", "santo"), ("mpio", "municipio"), ("mpo", "municipio"), ("col", "colonia"),
        ("av", "avenida"), ("dr", "doctor"), ("lic", "licenciado"), ("ing", "ingeniero"), ("sr", "senor"), ("sra", "senora"), ("fracc", "fraccionamiento"),
        ("pto", "puerto"), ("profr", "profesor"), ("mtro", "maestro"),
    ];
}
