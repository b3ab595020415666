#!/usr/bin/env node
'use strict';
// the rule
const addRole = function (user, context, callback) {
  context.idToken['https://a.io/r'] = 'x';
  callback(null, user, context);
};

module.exports = addRole; // for the tests
