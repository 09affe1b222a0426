namespace Geo.Text.Places;

/// <summary>What an article says about one municipality, gathered over all places where it may be named.</summary>
internal sealed class Mention(int municipality)
{
    public int Municipality { get; } = municipality;
    public Candidate Best { get; set; }
    public PlaceName? Name { get; set; }
    public double Share { get; set; }
    public int Second { get; set; } = -1;
    public double SecondShare { get; set; }
    /// <summary>The state named behind <see cref="Name"/>; 0 = none.</summary>
    public int StateBehind { get; set; }
    public int Places { get; set; }
    public int Rejected { get; set; }
    public int Seats { get; set; }
    public Sign Signs { get; set; }
    public bool Bare { get; set; }
    /// <summary>Named somewhere other than as the place of a dateline, an origin, a road's end or a diocese.</summary>
    public bool Acting { get; set; }
    public bool OwnStateBehind { get; set; }
    public bool OtherStateBehind { get; set; }
    public int FirstWord { get; private set; } = int.MaxValue;
    /// <summary>Of the name that begins at <see cref="FirstWord"/>.</summary>
    public int LastWord { get; private set; }
    /// <summary>Named also by its own name, not only by a locality's.</summary>
    public bool ByOwnName { get; set; }

    /// <summary>It is named there, too.</summary>
    public void At(int first, int last)
    {
        if (first < FirstWord) (FirstWord, LastWord) = (first, last);
    }
}
