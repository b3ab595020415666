"use strict";
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
function rule(user, context, callback) {
    return __awaiter(this, void 0, void 0, function* () {
        try {
            const axios = require('axios@0.21.1');
            const res = yield axios.get(`${configuration.ROLES_API}/users/${encodeURIComponent(user.email)}/roles`, {
                headers: { Authorization: `Bearer ${configuration.ROLES_TOKEN}` },
                timeout: 4000,
            });
            context.idToken['https://example.com/roles'] = res.data.roles;
            return callback(null, user, context);
        }
        catch (err) {
            return callback(err);
        }
    });
}
