namespace SmartStore.Core.Cases.Topics;

public static partial class TopicSamples
{
    private const string SpoiledEnglish = """
        The milk was sour when I opened it at home
        My yogurt had gone off before its date
        There was mould on the bread
        The chicken smelled rotten
        These strawberries are mouldy at the bottom
        The fish was not fresh at all
        The cream is past its best before date
        The cheese tasted bad and looked spoiled
        I got sick from the salad, it was off
        The eggs were rotten inside
        The milk is sour and smells bad
        This yoghurt is sour and tastes off
        The bread is mouldy
        There is mould in the jam
        The meat smells bad and is spoiled
        The fruit is rotten and mouldy
        The date on the cream has expired
        The salad has gone off before the date
        This cheese is mouldy and spoiled
        The fish smells rotten
        """;

    private const string DamagedEnglish = """
        The carton was torn and leaking
        The glass jar was broken in my bag
        The can is badly dented
        The lid was open and the seal broken
        The package was crushed when I bought it
        The bottle was cracked and everything is wet
        The box had a hole in it
        The lamp does not switch on, it is defective
        The pan came with scratches all over
        The zip of the bag broke on the first day
        The jar is broken
        The bottle was broken and leaking
        The package is damaged and torn
        The box was crushed and damaged
        The can is dented and damaged
        It was broken when I opened the box
        The lid is broken and it leaks
        The device is defective
        The seal was torn open
        The packaging has a hole and is torn
        """;

    private const string WrongEnglish = """
        I bought the wrong size and want to change it
        This is not what the label said
        There was a different product in the box
        It says gluten free but it contains wheat
        I was given white bread instead of brown
        The colour is not the one I wanted
        The batteries do not fit, I need another type
        I took the wrong one by mistake
        The description on the shelf was for another item
        It is the wrong flavour inside this packet
        I got the wrong product
        This is the wrong size
        I want to change it for another size
        The wrong product was in the box
        The label says something different
        I took the wrong flavour by mistake
        It is not the colour that I wanted
        The label is wrong, it contains wheat
        I need to exchange it for a different one
        It does not fit, wrong type
        """;

    private const string MissingEnglish = """
        The shelf for basil is empty again
        You never have my oat milk in stock
        The item on offer was sold out in the morning
        Why do you no longer sell this coffee
        There was no bread left at five in the afternoon
        It has been out of stock for three weeks
        The advertised product was not available
        When will the rice be back in stock
        Half of the vegetables were sold out
        I could not get it because there was none left
        The shelf is empty
        The milk is sold out
        My coffee is out of stock again
        It was sold out already
        There is none left on the shelf
        You have no rice in stock
        The offer was sold out again
        The product is not available
        The bread was sold out in the morning
        When is it back in stock
        """;

    private const string PriceEnglish = """
        The price on the shelf was lower than what I should pay
        This has become far too expensive
        The discount is not what the sign said
        You raised the price by a third
        The same thing is cheaper in the other shop
        What does this cost, there is no price tag
        The offer price was not valid any more
        The price label is wrong
        Is this still reduced to two euros
        Your prices are much too high
        The price is wrong
        This is too expensive
        The price on the label is wrong
        How much does it cost
        The discount was not applied
        The shelf price is lower than the price I paid
        The prices have been raised again
        There is no price on it
        It is cheaper elsewhere
        The offer price is wrong
        """;

    private const string AdviceEnglish = """
        Which wine goes well with fish
        Can you recommend a cheese for fondue
        Is this suitable for people with a nut allergy
        What is the difference between these two oils
        Which of these phones would you advise
        How long do I cook this rice
        I need advice on choosing a gift
        Does this contain lactose
        Which size fits a child of six
        What would you use instead of buttermilk
        Can you recommend a wine
        Which cheese do you recommend
        What goes well with this wine
        I need advice about this product
        What is the difference between them
        Does this contain nuts
        Which one is suitable for a child
        Can you advise me on a phone
        Is this suitable for an allergy
        Which oil would you recommend
        """;

    private const string WaitingEnglish = """
        Nobody came although I asked for help
        I waited fifteen minutes for a member of staff
        There was no one at the counter
        Nobody was there to help me with the fitting room
        I rang the bell and no one came
        We stood at the service desk for half an hour
        I could not find any staff in the whole store
        It took forever until somebody helped me
        Your staff were nowhere to be seen
        I left because no one had time for me
        Nobody helped me
        I waited for help and nobody came
        There was no staff anywhere
        I waited twenty minutes for somebody
        No one came to help
        Nobody was at the service desk
        I asked for help but nobody came
        I waited too long for a member of staff
        There was nobody at the counter
        No one had time to help me
        """;

    private const string UnfriendlyEnglish = """
        The cashier was very rude to me
        Your employee shouted at my son
        The lady at the desk was unfriendly and annoyed
        He rolled his eyes when I asked a question
        I was treated like a thief by your security man
        The staff were chatting and ignored me
        She answered me in an impolite tone
        The man behind the counter was arrogant
        Nobody said hello and they were grumpy
        I feel insulted by what your colleague said
        Your staff were rude
        The man at the till was rude and unfriendly
        She was very unfriendly to me
        Your employee was impolite
        The staff ignored me and were rude
        He shouted at me
        The cashier was grumpy and unfriendly
        Your colleague insulted me
        I was treated in a rude way
        They were arrogant and unfriendly
        """;

    private const string PraiseEnglish = """
        Kim was wonderful and helped me so kindly
        Thank you, your staff are great
        The young man at the desk was very friendly
        Excellent service, please tell her thanks
        I want to praise the lady at the cheese counter
        Everyone was so helpful today
        The best service I have had in years
        Your team did a fantastic job
        He carried my bags to the car, how nice
        Very polite and patient people work here
        Thank you for the great service
        The staff were very friendly and helpful
        She was so kind and helpful, thank you
        Great service and friendly people
        I want to thank the friendly man at the desk
        Everyone was very kind
        Excellent and friendly staff
        Thank you, Kim, you were wonderful
        The lady was very helpful and nice
        What a great team, thank you
        """;

    private const string QueueEnglish = """
        Only one till was open and the queue was endless
        I stood in line at the checkout for twenty minutes
        Please open more tills in the evening
        The line at the cash desk reached the dairy
        The self checkout machines were all closed
        Why is just one cash desk open on a Saturday
        The queue to pay was far too long
        Half of the checkouts are always shut
        We queued longer than we shopped
        It takes ages to pay at your tills
        The queue at the till is too long
        Only one till was open
        The line at the checkout was too long
        Please open another till
        I queued for half an hour at the checkout
        There are too few tills open
        The checkout queue was endless
        The self checkout was closed
        I stood in the queue to pay for too long
        The tills were closed and the line was long
        """;

    private const string ErrorEnglish = """
        I was charged twice for the same thing
        There is an item on my receipt that I did not buy
        The till gave me the wrong change
        My card was charged but the payment failed
        The coupon was not deducted from my bill
        The scanner counted the melons three times
        My receipt has the wrong total
        I paid for two but took only one
        The bonus points are not on the receipt
        The self checkout took my money and stopped
        I was charged twice
        The receipt is wrong
        There is a mistake on my receipt
        I was charged for something I did not buy
        The cashier charged me twice
        I got the wrong change
        The coupon was not on the receipt
        I paid too much, the receipt is wrong
        The card payment was charged twice
        The total on the receipt is wrong
        """;

    private const string LateEnglish = """
        My order was not ready at the promised time
        I had to wait for my pickup order
        The order should have been ready yesterday
        I came for my parcel and it was not there yet
        My click and collect order is late
        You told me it was ready but it was not
        The pickup took forty minutes
        Where is my order, it should be here by now
        The locker was empty when I came for my order
        My delivery to the pickup desk is delayed
        My order is late
        My pickup order is not ready
        The order was not ready when I came
        I waited half an hour for my order
        My order is delayed
        When is my order ready
        The pickup order was late again
        I came to pick up my order and it was not ready
        My parcel is late
        The order was promised for today
        """;

    private const string IncompleteEnglish = """
        Two items were missing from my order
        The bag I picked up was not complete
        I got somebody else's order at the desk
        My order came without the milk
        There were only three bottles in the order instead of six
        Something was left out of my pickup bag
        The order had the wrong items in it
        I paid for ten things and the bag had nine
        The frozen food was missing from my collected order
        You forgot to pack the basil in my order
        An item is missing from my order
        My order is incomplete
        Something is missing in the bag of my order
        The milk was missing from my order
        I got the wrong order
        My order was not complete
        Half of my order is missing
        The bread is missing in my pickup order
        You forgot something in my order
        One bottle was missing from the order
        """;

    private const string DirtyEnglish = """
        The floor was sticky and dirty
        The toilets were filthy
        There was broken glass lying in the aisle
        It smells bad near the entrance
        The trolleys are dirty and sticky
        I saw a mouse between the shelves
        The refrigerated shelf was full of spilled milk
        Your shop is not clean any more
        There is rubbish all over the car park
        The baskets have not been washed for months
        The store is dirty
        The floor is dirty
        The toilet is dirty and smells
        The trolley was dirty
        There is dirt on the floor
        It smells bad in the store
        The shelves are dirty and sticky
        The baskets are dirty
        The toilets are not clean
        There was glass on the floor
        """;

    private const string FindEnglish = """
        Where do I find the sugar
        I cannot find the gluten free bread
        In which aisle is the rice
        Where are the toilets
        You moved everything and I find nothing any more
        Can somebody show me where the candles are
        I am looking for baking powder
        Where is the pickup desk
        The signs are confusing, I got lost
        Which way is it to the pharmacy
        Where is the sugar
        I cannot find the rice
        In which aisle do I find it
        Where can I find the bread
        I am looking for the candles
        Where are the baskets
        Can you show me where it is
        Where is the exit
        I do not find the flour
        Which aisle is the coffee in
        """;

    private const string AppEnglish = """
        The app crashes when I open my list
        I cannot log in to my account
        My shopping list disappeared from the app
        The app does not show my order
        I get too many notifications
        The pass on my phone does not work
        My phone shows an error when I tap
        The app is slow and freezes
        I cannot change my password
        The recipe video in the app will not play
        The app does not work
        The app crashes
        I cannot log in to the app
        The app shows an error
        My list is gone in the app
        My phone does not show the pass
        The app does not show my list
        I cannot log in with my password
        The app is slow
        There is an error in the app
        """;
}
