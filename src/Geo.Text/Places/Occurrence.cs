namespace Geo.Text.Places;

/// <summary>What a name stands for where it stands.</summary>
internal enum Sense : byte { Place, State, Person, Thing, Institution, Elsewhere }

[Flags]
internal enum Sign
{
    None = 0,
    /// <summary>municipio de X, alcalde de X, ciudad de X.</summary>
    Seat = 1,
    /// <summary>en X, a X, hacia X.</summary>
    Locative = 2,
    /// <summary>productores de X.</summary>
    Of = 4,
    /// <summary>One of several places in a row.</summary>
    List = 8,
    /// <summary>"Arriaga, Chis.": at the head of the text.</summary>
    Dateline = 16,
    Origin = 32,
    Road = 64,
    Diocese = 128,
    /// <summary>In the title.</summary>
    Title = 256,
    /// <summary>The head of a list of municipalities.</summary>
    Many = 512,
    /// <summary>"la capital", "el ayuntamiento capitalino".</summary>
    Capital = 1024,
    /// <summary>Only as the seat of someone's office: alcalde de X.</summary>
    Office = 4096,
    /// <summary>Written with the accents of the official name.</summary>
    Accents = 2048,
}

/// <param name="Name">Index into <see cref="Gazetteer.Names"/>.</param>
/// <param name="First">Index of the first word.</param>
/// <param name="Last">Index of the last word.</param>
internal record struct Occurrence(int Name, int First, int Last)
{
    public Sense Sense { get; set; }
    public Sign Signs { get; set; }
    /// <summary>The state named right behind: "Guadalupe, Zac."; 0 = none.</summary>
    public int StateBehind { get; set; }
}
