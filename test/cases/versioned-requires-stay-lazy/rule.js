function lazy(user, context, callback) {
  if (context.clientName !== 'Legacy') return callback(null, user, context);
  const ipaddr = require('ipaddr.js@1.9.1');
  const { parse } = require('@example/parser@2.0.0/lib/parse');
  const url = require('url@0.10.3');
  console.log(ipaddr.parse(context.request.ip).kind(), parse(user.name), url.parse(user.picture));
  callback(null, user, context);
}
