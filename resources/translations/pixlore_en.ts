<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>DuplicatesPage</name>
    <message numerus="yes">
        <source>Move %Ln to the trash…</source>
        <translation>
            <numerusform>Move %Ln to the trash…</numerusform>
            <numerusform>Move %Ln to the trash…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileJobs</name>
    <message numerus="yes">
        <source>%Ln photo(s) brought back</source>
        <translation>
            <numerusform>%Ln photo brought back</numerusform>
            <numerusform>%Ln photos brought back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %Ln photo(s) to the trash?</source>
        <translation>
            <numerusform>Move %Ln photo to the trash?</numerusform>
            <numerusform>Move %Ln photos to the trash?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move all %Ln to trash</source>
        <translation>
            <numerusform>Move all %Ln to trash</numerusform>
            <numerusform>Move all %Ln to trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) moved to the trash</source>
        <translation>
            <numerusform>%Ln photo moved to the trash</numerusform>
            <numerusform>%Ln photos moved to the trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) copied</source>
        <translation>
            <numerusform>%Ln photo copied</numerusform>
            <numerusform>%Ln photos copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GroupDelegate</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IndexingPage</name>
    <message numerus="yes">
        <source>%Ln file(s) could not be read</source>
        <translation>
            <numerusform>%Ln file could not be read</numerusform>
            <numerusform>%Ln files could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) can be found</source>
        <translation>
            <numerusform>%Ln photo can be found</numerusform>
            <numerusform>%Ln photos can be found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) waiting</source>
        <translation>
            <numerusform>%Ln photo waiting</numerusform>
            <numerusform>%Ln photos waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) left out on purpose</source>
        <translation>
            <numerusform>%Ln file left out on purpose</numerusform>
            <numerusform>%Ln files left out on purpose</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PhotoActions</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProgressWords</name>
    <message numerus="yes">
        <source>about %Ln minute(s) left</source>
        <translation>
            <numerusform>about %Ln minute left</numerusform>
            <numerusform>about %Ln minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln hour(s) left</source>
        <translation>
            <numerusform>about %Ln hour left</numerusform>
            <numerusform>about %Ln hours left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%Ln file(s) could not be read</source>
        <translation>
            <numerusform>%Ln file could not be read</numerusform>
            <numerusform>%Ln files could not be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
</TS>
